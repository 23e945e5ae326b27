/** Imported first, so that an old Node says what is wrong before it meets syntax or modules that it does not know. */
const OLDEST = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `Hark needs Node ${OLDEST.join('.')} or later; this is Node ${process.versions.node}.\n` +
      '  fix: install a current Node from https://nodejs.org/en/download\n',
  );
  process.exit(1);
}

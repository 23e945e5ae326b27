/** A process that archives what is too old, to be killed at any moment; the first of them keeps it before. */
import { createLog } from '../../log/log.ts';
import { Archives } from '../archives.ts';
import { Database } from '../database.ts';
import { HistoryStore } from '../history.ts';
import { anInteraction } from './interaction.ts';

const [folder = '', from = '0', count = '0'] = process.argv.slice(2);
const log = createLog(
  () => undefined,
  (text) => text,
);
const archives = new Archives(folder);
const database = new Database({ folder, now: Date.now }, log);
const history = new HistoryStore({
  database,
  retentionDays: () => 7,
  archives: { wanted: () => true, files: archives },
  changed: () => undefined,
  now: () => Number(from) + 30 * 86_400_000,
  log,
});
if (database.get("SELECT 1 FROM documents WHERE name = 'filled'") === undefined) {
  database.transaction(() => {
    for (let i = 0; i < Number(count); i += 1)
      history.keep(anInteraction({ id: `${i}`, at: Number(from) + i, text: `said ${i}` }));
    database.run("INSERT INTO documents VALUES ('filled', 'true')");
  });
}
process.stdout.write('begun\n');
await history.sweep();
setInterval(() => undefined, 1_000);

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMPONENTS, type HealthSnapshot } from '../../../contract/health.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../contract/settings.ts';
import { createLog } from '../log/log.ts';
import { makeRedactor } from '../log/redact.ts';
import { exportReport, type ReportOptions } from './report.ts';

/** Whatever of this is found in a report is a leak. */
const SECRETS = {
  person: 'Zaphod Quux',
  account: 'zquux',
  machine: 'quuxbox',
  site: 'secret-site.example',
  house: 'hass.quux.example',
  device: 'Quux Studio Microphone',
  device_id: 'deviceid0123',
  word: 'hey_quuxling',
  action: 'QuuxLamp',
  transcript: 'remind me to call my doctor about the rash',
  sentence: 'open the quux cupboard',
  token: 'tok_quux_4711',
  file: 'family-quux.harkvoice',
};
const HOME = `/home/${SECRETS.account}`;
const everything = Object.values(SECRETS).join(' ');

const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  words: { ...DEFAULT_SETTINGS.words, [SECRETS.word]: { enabled: true, sensitivity: 0.5 } },
  microphone: {
    ...DEFAULT_SETTINGS.microphone,
    device: { id: SECRETS.device_id, label: SECRETS.device },
  },
  replies: { ...DEFAULT_SETTINGS.replies, voice: SECRETS.person },
  actions: {
    allowedSites: [SECRETS.site],
    searchUrl: `https://${SECRETS.site}/?q={query}`,
    homeAssistantUrl: `http://${SECRETS.house}/?token=${SECRETS.token}`,
  },
};
const HEALTH: HealthSnapshot = {
  at: 1,
  state: 'failed',
  components: COMPONENTS.map((component) => ({
    component,
    state: 'failed',
    reason: `It failed: ${everything}`,
    fix: everything,
  })),
  levels: [],
  alerts: [],
  engine: {
    running: false,
    upMs: null,
    restarts: 1,
    provider: 'cpu',
    threads: null,
    hopP50Ms: null,
    hopP99Ms: null,
    queuedFrames: 0,
    droppedFrames: 0,
  },
  upMs: 5,
};
const SHA = 'a'.repeat(64);
const model = (name: string) => ({
  name,
  task: 'wake' as const,
  version: name === SECRETS.word ? SECRETS.person : '1',
  bytes: 1,
  sha256: SHA,
  licence: name === SECRETS.word ? SECRETS.person : 'MIT',
  licenceNote: everything,
  phrase: SECRETS.word,
  present: true,
  ok: true,
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-report-'));
  path = join(folder, 'report.zip');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function options(given: Partial<ReportOptions> = {}): ReportOptions {
  return {
    logFolder: folder,
    redact: makeRedactor([{ path: HOME, name: '~' }]),
    gather: async () => ({
      names: [
        SECRETS.person,
        SECRETS.account,
        SECRETS.machine,
        SECRETS.site,
        SECRETS.house,
        SECRETS.device,
        SECRETS.word,
        SECRETS.action,
      ],
      about: { version: '1.2.3', platform: 'linux' },
      gpu: {
        gpuDevice: [
          { active: true, vendorId: 4318, deviceId: 9024, driverVersion: '580.1', deviceString: everything },
        ],
        machineModelName: SECRETS.machine,
      },
      health: HEALTH,
      prometheus: 'hark_uptime_seconds 5\n',
      crashes: [
        {
          id: '1-main',
          at: 1,
          process: 'main',
          version: '1.2.3',
          what: `It broke in ${HOME}/x for ${SECRETS.person}.`,
          detail: `at f (file://${HOME}/hark/main.mjs:1:2)\n[warn] no wake word is called ${SECRETS.word}`,
        },
      ],
      models: [model('alexa'), model(SECRETS.word)],
      ownModels: new Set(['alexa', 'hey_jarvis', 'hey_mycroft', 'hey_rhasspy']),
      providers: {
        offered: ['webgpu'],
        probing: null,
        probedAt: 5,
        runtime: 'onnxruntime 1.30.0',
        probes: [
          {
            model: SECRETS.word,
            provider: 'webgpu',
            verdict: 'failed',
            cpuMs: null,
            providerMs: null,
            difference: null,
            reason: `cannot read ${HOME}/models/x.onnx`,
          },
        ],
        chosen: { alexa: 'webgpu' },
        dropped: [{ model: 'alexa', provider: 'webgpu', at: 5, reason: everything }],
      },
      settings: SETTINGS,
    }),
    askWhereToSave: async () => path,
    now: () => Date.UTC(2026, 10, 25),
    ...given,
  };
}

/** As Hark writes it, with what could be in a line by mistake or by an error's words. */
function spoiltLog(): string {
  const lines: string[] = [];
  const log = createLog((level, line) => lines.push(`2026-11-25T10:00:00.000Z [${level}] ${line}`), String);
  log.info('Hark starts', { version: '1.2.3', platform: 'linux' });
  log.error('Hark could not start', { reason: `Error: ${SECRETS.transcript} in ${HOME}/${SECRETS.file}` });
  log.warn('an action failed', { intent: SECRETS.action, code: 'action.failed' });
  log.warn('call failed', { call: 'commands.try', message: `"${SECRETS.sentence}"` });
  log.debug('wake', { model: SECRETS.word, score: 0.93 });
  log.error('uncaught exception', { name: 'TypeError', where: `at f (${HOME}/hark/main.mjs:1:2)` });
  log
    .of('renderer')
    .error(`Uncaught SyntaxError: Unexpected token, "${SECRETS.transcript}" is not valid JSON`);
  log.of('engine').warn(`no wake word is called ${SECRETS.word}; left out`);
  log
    .of('engine')
    .warn(`could not reach https://${SECRETS.site}/a?t=${SECRETS.token} for ${SECRETS.account}@quux.example`);
  log.info(`profile of ${SECRETS.person.toUpperCase()} on ${SECRETS.machine}: ${SECRETS.device}`);
  log.info('state', { what: SECRETS.transcript.repeat(3), from: 'starting', to: 'listening' });
  lines.push(`the rest of a line: ${everything}`);
  return `${lines.join('\n')}\n`;
}

const unpacked = () =>
  Object.fromEntries(
    Object.entries(unzipSync(readFileSync(path))).map(([name, bytes]) => [name, strFromU8(bytes)]),
  );

describe('a report', () => {
  it('holds no secret, wherever one was', async () => {
    const text = spoiltLog();
    for (const name of ['hark.log', 'hark.1.log', 'hark.3.log']) writeFileSync(join(folder, name), text);
    expect(await exportReport(options())).toBe(true);
    const files = unpacked();
    const whole = JSON.stringify(files).toLowerCase();
    const found = Object.entries(SECRETS).filter(([, secret]) => whole.includes(secret.toLowerCase()));
    expect(found).toEqual([]);
    for (const part of ['quux', 'doctor', HOME, 'call my']) expect(whole).not.toContain(part.toLowerCase());
  });

  it('still tells what helps', async () => {
    writeFileSync(join(folder, 'hark.log'), spoiltLog());
    await exportReport(options());
    const files = unpacked();
    expect(Object.keys(files).toSorted()).toEqual([
      'README.txt',
      'about.json',
      'crashes.json',
      'health.json',
      'logs/hark.1.log',
      'logs/hark.2.log',
      'logs/hark.3.log',
      'logs/hark.log',
      'metrics.prom',
      'models.json',
      'providers.json',
      'settings.json',
    ]);
    expect(files['logs/hark.log']).toContain('[info] (main) Hark starts version="1.2.3" platform="linux"\n');
    expect(files['logs/hark.log']).toContain('an action failed intent="…" code="action.failed"');
    expect(files['logs/hark.log']).toContain('name="TypeError" where="at f (~/hark/main.mjs:1:2)"');
    expect(files['logs/hark.log']).toContain('from="starting" to="listening"');
    expect(files['logs/hark.log']).toContain('(renderer) Uncaught SyntaxError: …');
    expect(JSON.parse(files['about.json'] ?? '')).toMatchObject({
      version: '1.2.3',
      gpu: [{ vendorId: 4318, driverVersion: '580.1' }],
    });
    expect(JSON.parse(files['models.json'] ?? '')).toEqual([
      expect.objectContaining({ name: 'alexa', sha256: SHA }),
      expect.objectContaining({ name: 'own-1', sha256: SHA }),
    ]);
    expect(JSON.parse(files['settings.json'] ?? '')).toMatchObject({
      words: DEFAULT_SETTINGS.words,
      ownWords: 1,
      microphone: { hasChosen: true },
      actions: { allowedSites: 1, searchUrlIsDefault: false, homeAssistant: true },
    });
    expect(JSON.parse(files['providers.json'] ?? '')).toMatchObject({
      probes: [{ verdict: 'failed', reason: 'cannot read ~/models/x.onnx' }],
    });
    expect(files['metrics.prom']).toBe('hark_uptime_seconds 5\n');
    for (const name of Object.keys(files).filter((one) => !one.startsWith('logs/')))
      expect(files['README.txt']).toContain(name === 'README.txt' ? 'This is a report' : name);
  });

  it('is written whole: nothing is left of one that cannot be, or that was thought better of', async () => {
    expect(await exportReport(options({ askWhereToSave: async () => null }))).toBe(false);
    const nowhere = join(folder, 'nowhere', 'report.zip');
    await expect(exportReport(options({ askWhereToSave: async () => nowhere }))).rejects.toMatchObject({
      code: 'output.unwritable',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes a log of its full size', async () => {
    const line = '2026-11-25T10:00:00.000Z [info] (main) state from="starting" to="listening"\n';
    writeFileSync(join(folder, 'hark.log'), line.repeat(13_000));
    await exportReport(options());
    expect(unpacked()['logs/hark.log']).toBe(line.repeat(13_000));
  });
});

/** A process that writes to a store without end and says what it committed, to be killed at any moment. */
import type { Interaction } from '../../../../contract/interactions.ts';
import { createLog } from '../../log/log.ts';
import { Database } from '../database.ts';
import { HistoryStore } from '../history.ts';
import { anInteraction } from './interaction.ts';

const [folder = '', from = '0'] = process.argv.slice(2);
const log = createLog(
  () => undefined,
  (text) => text,
);
const database = new Database({ folder, now: Date.now }, log);
const history = new HistoryStore({
  database,
  retentionDays: () => 7,
  changed: () => undefined,
  now: Date.now,
  log,
});
for (let number = Number(from); ; number += 1) {
  const interaction: Interaction = anInteraction({
    id: `${number}`,
    at: number,
    text: `set timer ${number}`,
  });
  history.keep(interaction);
  process.stdout.write(`${number}\n`);
  if (number % 7 === 0) history.delete(`${number}`);
}

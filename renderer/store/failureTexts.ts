/** What a person is told about each failure: what happened, what it means, and what can be done from here. */
import { FAILURES, type FailureCode } from '../../contract/failures.ts';

export type FailureTextKey = (typeof FAILURES)[FailureCode]['text'];
/** What the window can offer beside the words. */
export type FailureAction = 'retry_engine' | 'retry_microphone' | 'open_settings' | 'open_monitor';

export interface FailureText {
  title: string;
  body: string;
  action: FailureAction | null;
}

const RESTORE_MODELS = 'Install Hark again; in a checkout, run “npm start” again.';
const RECORDING = 'Choose another recording.';
const RESTART = 'Restart Hark. If it happens again, please report it.';

const TEXTS: Record<FailureTextKey, FailureText> = {
  audioUnreadable: { title: 'The recording cannot be read', body: RECORDING, action: null },
  audioEmpty: { title: 'The recording is empty', body: RECORDING, action: null },
  audioTruncated: { title: 'The recording is cut off', body: RECORDING, action: null },
  audioUnsupported: {
    title: 'The recording has an unknown format',
    body: 'WAV and FLAC are understood.',
    action: null,
  },
  audioMalformed: { title: 'The recording is damaged', body: RECORDING, action: null },
  audioTooLong: { title: 'The recording is too long', body: RECORDING, action: null },
  audioNotFinite: { title: 'The recording holds impossible values', body: RECORDING, action: null },
  audioNoSpeech: {
    title: 'There is too little speech in it',
    body: 'A voice needs a second or two of speech to be told by.',
    action: null,
  },
  audioNoneFound: { title: 'No recording was found there', body: RECORDING, action: null },
  modelMissing: { title: 'A model file is missing', body: RESTORE_MODELS, action: 'retry_engine' },
  modelChecksum: {
    title: 'A model file is damaged',
    body: `It is not the file it should be, so it was not used. ${RESTORE_MODELS}`,
    action: 'retry_engine',
  },
  modelUnknown: {
    title: 'There is no such wake word',
    body: 'Choose one under Wake words.',
    action: null,
  },
  modelUnusable: {
    title: 'A model could not be loaded',
    body: 'Its inputs or outputs are not as described.',
    action: 'retry_engine',
  },
  modelFetch: {
    title: 'A model could not be fetched',
    body: 'Check the connection.',
    action: 'retry_engine',
  },
  manifestInvalid: { title: 'The list of models is damaged', body: 'Install Hark again.', action: null },
  settingsInvalid: { title: 'That setting was not accepted', body: 'It was left as it was.', action: null },
  settingsLost: {
    title: 'Your settings could not be read',
    body: 'Hark goes on with its defaults.',
    action: 'open_settings',
  },
  settingsRepaired: {
    title: 'Some settings could not be read',
    body: 'Those went back to their defaults; all others hold.',
    action: 'open_settings',
  },
  settingsUnwritable: {
    title: 'Settings cannot be saved',
    body: 'The change was not made. Check free space and permissions of the settings folder.',
    action: null,
  },
  outputUnwritable: {
    title: 'The file cannot be written',
    body: 'Check free space and permissions.',
    action: null,
  },
  engineCrashed: {
    title: 'The listening engine stopped',
    body: 'It is being started again.',
    action: 'retry_engine',
  },
  engineHung: {
    title: 'The listening engine does not answer',
    body: 'It is being started again.',
    action: 'retry_engine',
  },
  engineTimeout: {
    title: 'The listening engine took too long',
    body: 'It is being started again.',
    action: 'retry_engine',
  },
  engineGaveUp: {
    title: 'The listening engine keeps stopping',
    body: 'It stopped several times within minutes, so Hark no longer starts it by itself.',
    action: 'retry_engine',
  },
  engineNotRunning: {
    title: 'The listening engine is not running',
    body: 'Start it again to go on listening.',
    action: 'retry_engine',
  },
  grammarInvalid: {
    title: 'Those sentences have a mistake',
    body: 'The line and what is wrong with it are shown beside them. Nothing was changed.',
    action: null,
  },
  grammarTooLarge: {
    title: 'Those sentences are too many',
    body: 'Shorten the lists or the alternatives within one sentence.',
    action: null,
  },
  grammarUnreadable: {
    title: 'The sentence file cannot be read',
    body: 'Check its permissions.',
    action: null,
  },
  captureDeaf: {
    title: 'Hark is not listening now',
    body: 'Resume it first, and see that the microphone works.',
    action: null,
  },
  captureBusy: {
    title: 'Hark is listening to a command already',
    body: 'Finish it or cancel it first.',
    action: null,
  },
  recognitionTimeout: {
    title: 'Understanding took too long',
    body: 'It was stopped. Say it again.',
    action: null,
  },
  recognitionFailed: { title: 'The command could not be recognised', body: 'Say it again.', action: null },
  actionUnknown: {
    title: 'Nothing is set up to do that',
    body: 'Add an action for this sentence under Commands.',
    action: null,
  },
  actionSlots: {
    title: 'A detail of the command makes no sense',
    body: 'Say it in other words.',
    action: null,
  },
  actionUnavailable: {
    title: 'This machine cannot do that',
    body: 'Something that it needs is missing here.',
    action: null,
  },
  actionRefused: { title: 'That was not allowed', body: 'Nothing was done.', action: null },
  actionFailed: { title: 'That did not work', body: 'Nothing else was changed.', action: null },
  actionTimeout: { title: 'That took too long and was stopped', body: 'Try it again.', action: null },
  actionFull: { title: 'There is no room for another one', body: 'Remove one first.', action: null },
  storeDamaged: {
    title: 'What Hark keeps was damaged',
    body: 'The file of history, notes and timers was set aside, and a fresh one begun.',
    action: null,
  },
  storeNewer: {
    title: 'What Hark keeps is of a newer Hark',
    body: 'It is left alone; a fresh one is used beside it.',
    action: null,
  },
  storeUnwritable: {
    title: 'Hark cannot keep anything now',
    body: 'Check free space and permissions of the data folder.',
    action: null,
  },
  backupUnknown: {
    title: 'That backup is not there any more',
    body: 'It was deleted, or made way for newer ones.',
    action: null,
  },
  backupDamaged: {
    title: 'That backup cannot be used',
    body: 'Its content is not what was written. Nothing was changed; try an older one.',
    action: null,
  },
  backupNewer: {
    title: 'That backup is of a newer Hark',
    body: 'Install the newest Hark, then restore it.',
    action: null,
  },
  backupFailed: {
    title: 'No backup could be made',
    body: 'Check free space and permissions of the data folder.',
    action: null,
  },
  safeModeRefused: {
    title: 'Not while Hark runs safely',
    body: 'Start Hark as usual first. Nothing was changed.',
    action: null,
  },
  appCrashed: {
    title: 'Hark ended unexpectedly the last time',
    body: 'What is known of it is kept on this computer, and was sent to nobody.',
    action: 'open_monitor',
  },
  configInvalid: {
    title: 'That file is no configuration of Hark',
    body: 'Nothing was changed.',
    action: null,
  },
  providerFailed: {
    title: 'The graphics processor gave up',
    body: 'The processor computes from now on; nothing was lost.',
    action: null,
  },
  selfTestFailed: {
    title: 'The daily self-test found something wrong',
    body: 'See “Self-test” in the monitor for what it is, and what to do.',
    action: null,
  },
  trialBusy: {
    title: 'A test is running already',
    body: 'Wait until it is over.',
    action: null,
  },
  trialFailed: {
    title: 'The test could not be done',
    body: 'Try again; if it fails again, restart Hark.',
    action: null,
  },
  storeNotFound: {
    title: 'That item is no longer there',
    body: 'It was deleted, or has expired.',
    action: null,
  },
  profileUnknown: {
    title: 'That voice is no longer there',
    body: 'It was deleted meanwhile.',
    action: null,
  },
  profileName: {
    title: 'That name cannot be used',
    body: 'Write it with letters, on one line.',
    action: null,
  },
  profileExists: { title: 'There is a voice of that name', body: 'Choose another name.', action: null },
  profileFull: {
    title: 'There is no more room',
    body: 'Delete a voice, or references of this one, that are not needed any more.',
    action: null,
  },
  profileLost: {
    title: 'The voices that Hark knew are missing',
    body: 'The store that held them was damaged, or cannot be read.',
    action: null,
  },
  profileDamaged: {
    title: 'The voiceprint is damaged',
    body: 'It is not what Hark wrote, so it is not used. Import it again, or record the voice anew.',
    action: null,
  },
  profileForeignKey: {
    title: 'The voiceprint cannot be opened here',
    body: 'It was sealed on another computer or for another user. Export it there with a passphrase, and import it here.',
    action: null,
  },
  profileForeignModel: {
    title: 'The voiceprint is of another model',
    body: 'Hark compares voices with a different model now. Record the voice anew.',
    action: null,
  },
  profilePassphrase: { title: 'That is not the passphrase', body: 'Nothing was opened.', action: null },
  profileLocked: {
    title: 'The voices are locked',
    body: 'Give the passphrase under Voices first.',
    action: null,
  },
  profileUnreadable: {
    title: 'The voiceprint file cannot be read',
    body: 'Check that it is there, and its permissions.',
    action: null,
  },
  enrollmentNone: {
    title: 'No recording of a voice is under way',
    body: 'It was finished or discarded. Begin a new one under Voices.',
    action: null,
  },
  enrollmentSpeech: {
    title: 'There is too little speech yet',
    body: 'Read more of the sentences.',
    action: null,
  },
  enrollmentInconsistent: {
    title: 'The sentences do not sound like one voice',
    body: 'Read those that stand out once more, alone and in the same place.',
    action: null,
  },
  speakerUnavailable: {
    title: 'Voices cannot be told apart now',
    body: 'The model for it is missing or could not be loaded.',
    action: 'retry_engine',
  },
  microphoneDenied: {
    title: 'Hark may not use the microphone',
    body: 'Allow it in the system’s privacy settings.',
    action: 'retry_microphone',
  },
  microphoneMissing: {
    title: 'No microphone was found',
    body: 'Plug one in; it is used at once.',
    action: 'retry_microphone',
  },
  microphoneBusy: {
    title: 'The microphone is in use elsewhere',
    body: 'Another program holds it for itself.',
    action: 'retry_microphone',
  },
  microphoneMuted: {
    title: 'The microphone is silent',
    body: 'Not the faintest sound arrives, as with a mute switch.',
    action: 'retry_microphone',
  },
  microphoneFailed: {
    title: 'The microphone does not work',
    body: 'It was opened, but no audio arrives.',
    action: 'retry_microphone',
  },
  ipcSender: { title: 'A request was refused', body: RESTART, action: null },
  ipcArguments: { title: 'A request was not understood', body: RESTART, action: null },
  ipcResult: { title: 'An answer was not understood', body: RESTART, action: null },
  usageInvalid: { title: 'That is not possible here', body: '', action: null },
  internal: { title: 'Something went wrong', body: RESTART, action: null },
};

export function failureText(code: FailureCode): FailureText {
  return TEXTS[FAILURES[code].text];
}

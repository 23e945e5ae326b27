/**
 * Every failure that crosses a process or reaches a person has a stable code here. `http` is its status on the
 * service front; `text` is the key of the words and the action that the window shows for it.
 */
export const FAILURES = {
  'audio.unreadable': { http: 404, text: 'audioUnreadable' },
  'audio.empty': { http: 422, text: 'audioEmpty' },
  'audio.truncated': { http: 422, text: 'audioTruncated' },
  'audio.unsupported': { http: 415, text: 'audioUnsupported' },
  'audio.malformed': { http: 422, text: 'audioMalformed' },
  'audio.too_long': { http: 413, text: 'audioTooLong' },
  'audio.not_finite': { http: 422, text: 'audioNotFinite' },
  'audio.no_speech': { http: 422, text: 'audioNoSpeech' },
  'audio.none_found': { http: 404, text: 'audioNoneFound' },
  'model.missing': { http: 503, text: 'modelMissing' },
  'model.checksum': { http: 503, text: 'modelChecksum' },
  'model.unknown': { http: 404, text: 'modelUnknown' },
  'model.unusable': { http: 503, text: 'modelUnusable' },
  'model.fetch': { http: 502, text: 'modelFetch' },
  'manifest.invalid': { http: 500, text: 'manifestInvalid' },
  'settings.invalid': { http: 422, text: 'settingsInvalid' },
  'settings.lost': { http: 500, text: 'settingsLost' },
  'settings.repaired': { http: 500, text: 'settingsRepaired' },
  'settings.unwritable': { http: 507, text: 'settingsUnwritable' },
  'output.unwritable': { http: 507, text: 'outputUnwritable' },
  'engine.crashed': { http: 503, text: 'engineCrashed' },
  'engine.hung': { http: 503, text: 'engineHung' },
  'engine.timeout': { http: 504, text: 'engineTimeout' },
  'engine.gave_up': { http: 503, text: 'engineGaveUp' },
  'engine.not_running': { http: 503, text: 'engineNotRunning' },
  'grammar.invalid': { http: 422, text: 'grammarInvalid' },
  'grammar.too_large': { http: 413, text: 'grammarTooLarge' },
  'grammar.unreadable': { http: 404, text: 'grammarUnreadable' },
  'capture.deaf': { http: 409, text: 'captureDeaf' },
  'capture.busy': { http: 409, text: 'captureBusy' },
  'recognition.timeout': { http: 504, text: 'recognitionTimeout' },
  'recognition.failed': { http: 500, text: 'recognitionFailed' },
  'action.unknown': { http: 404, text: 'actionUnknown' },
  'action.slots': { http: 422, text: 'actionSlots' },
  'action.unavailable': { http: 501, text: 'actionUnavailable' },
  'action.refused': { http: 403, text: 'actionRefused' },
  'action.failed': { http: 500, text: 'actionFailed' },
  'action.timeout': { http: 504, text: 'actionTimeout' },
  'action.full': { http: 409, text: 'actionFull' },
  'store.damaged': { http: 500, text: 'storeDamaged' },
  'store.newer': { http: 500, text: 'storeNewer' },
  'store.unwritable': { http: 507, text: 'storeUnwritable' },
  'store.not_found': { http: 404, text: 'storeNotFound' },
  'profile.unknown': { http: 404, text: 'profileUnknown' },
  'profile.name': { http: 422, text: 'profileName' },
  'profile.exists': { http: 409, text: 'profileExists' },
  'profile.full': { http: 409, text: 'profileFull' },
  'profile.lost': { http: 409, text: 'profileLost' },
  'profile.damaged': { http: 422, text: 'profileDamaged' },
  'profile.foreign_key': { http: 403, text: 'profileForeignKey' },
  'profile.foreign_model': { http: 409, text: 'profileForeignModel' },
  'profile.passphrase': { http: 403, text: 'profilePassphrase' },
  'profile.locked': { http: 423, text: 'profileLocked' },
  'profile.unreadable': { http: 404, text: 'profileUnreadable' },
  'enrollment.none': { http: 409, text: 'enrollmentNone' },
  'enrollment.speech': { http: 422, text: 'enrollmentSpeech' },
  'enrollment.inconsistent': { http: 422, text: 'enrollmentInconsistent' },
  'speaker.unavailable': { http: 503, text: 'speakerUnavailable' },
  'backup.unknown': { http: 404, text: 'backupUnknown' },
  'backup.damaged': { http: 422, text: 'backupDamaged' },
  'backup.newer': { http: 409, text: 'backupNewer' },
  'backup.failed': { http: 507, text: 'backupFailed' },
  'config.invalid': { http: 422, text: 'configInvalid' },
  'safe_mode.refused': { http: 409, text: 'safeModeRefused' },
  'app.crashed': { http: 500, text: 'appCrashed' },
  'provider.failed': { http: 503, text: 'providerFailed' },
  'self_test.failed': { http: 503, text: 'selfTestFailed' },
  'trial.busy': { http: 409, text: 'trialBusy' },
  'trial.failed': { http: 500, text: 'trialFailed' },
  'microphone.denied': { http: 403, text: 'microphoneDenied' },
  'microphone.missing': { http: 404, text: 'microphoneMissing' },
  'microphone.busy': { http: 409, text: 'microphoneBusy' },
  'microphone.muted': { http: 409, text: 'microphoneMuted' },
  'microphone.failed': { http: 500, text: 'microphoneFailed' },
  'ipc.sender': { http: 403, text: 'ipcSender' },
  'ipc.arguments': { http: 422, text: 'ipcArguments' },
  'ipc.result': { http: 500, text: 'ipcResult' },
  'usage.invalid': { http: 400, text: 'usageInvalid' },
  internal: { http: 500, text: 'internal' },
} as const satisfies Record<string, { http: number; text: string }>;

export type FailureCode = keyof typeof FAILURES;
export const FAILURE_CODES = Object.keys(FAILURES) as [FailureCode, ...FailureCode[]];

/** An error with a stable code. `message` names the field or file at fault and is safe to show. */
export class HarkError extends Error {
  override readonly name = 'HarkError';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The code and words of anything thrown; what is not ours is `internal`. */
export function describeFailure(error: unknown): { code: FailureCode; message: string } {
  if (error instanceof HarkError) return { code: error.code, message: error.message };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** For the end of a switch over a closed union: reaching it is a compile error first, a throw second. */
export function unreachable(value: never): never {
  throw new HarkError('internal', `unexpected variant: ${JSON.stringify(value)}`);
}

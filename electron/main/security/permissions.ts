/** What the page may do beyond showing itself: hear, from our own page's main frame. Nothing else. */
import type { Session } from 'electron';
import { isAppUrl } from './origin.ts';

export interface PermissionQuestion {
  permission: string;
  /** URL or origin of who asks. */
  requester: string | undefined;
  mainFrame: boolean;
  /** Kinds of media asked for; Chromium leaves them out of some checks. */
  media: readonly string[];
}

export function isAllowed({ permission, requester, mainFrame, media }: PermissionQuestion): boolean {
  return (
    permission === 'media' &&
    mainFrame &&
    requester !== undefined &&
    isAppUrl(requester) &&
    media.length > 0 &&
    media.every((kind) => kind === 'audio')
  );
}

/** @param askSystem asks the operating system for the microphone, where it wants to be asked */
export function guardPermissions(session: Session, askSystem: () => Promise<boolean>): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const { requestingUrl: requester, isMainFrame: mainFrame } = details;
    if (!isAllowed({ permission, requester, mainFrame, media })) answer(false);
    else askSystem().then(answer, () => answer(false));
  });
  session.setPermissionCheckHandler((_contents, permission, requester, details) => {
    const media = details.mediaType === undefined ? [] : [details.mediaType];
    return isAllowed({ permission, requester, mainFrame: details.isMainFrame, media });
  });
  session.setDevicePermissionHandler(() => false);
}

/** The app:// scheme, on which the page and everything it loads lives. */
import type { Protocol, Session } from 'electron';
import { serveAsset } from './assets.ts';
import { APP_SCHEME } from './origin.ts';

/** Before the app is ready. */
export function declareAppScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/** @param root folder of the built page */
export function serveApp(session: Session, root: string): void {
  session.protocol.handle(APP_SCHEME, (request) => serveAsset(root, request));
}

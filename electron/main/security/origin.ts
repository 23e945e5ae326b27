/** The one origin that Hark's own pages have. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'hark';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

/** True for the pages that Hark itself serves; takes a URL or an origin. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && password === '';
}

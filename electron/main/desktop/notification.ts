/** A notification of the desktop: what someone has to know who is looking elsewhere. */
import { Notification } from 'electron';

/** Null where this desktop shows none. It makes no sound: what is to be heard comes from Hark. */
export function desktopNotification(title: string, body: string, urgent = false): Notification | null {
  if (!Notification.isSupported()) return null;
  return new Notification({ title, body, silent: true, urgency: urgent ? 'critical' : 'normal' });
}

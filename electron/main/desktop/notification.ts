/** A notification of the desktop: what someone has to know who is looking elsewhere. */
import { Notification } from 'electron';

/** A notification that is forgotten hears no click. */
const shown = new Set<Notification>();

/** Null where this desktop shows none. It makes no sound: what is to be heard comes from Hark. */
export function desktopNotification(title: string, body: string, urgent = false): Notification | null {
  if (!Notification.isSupported()) return null;
  const notification = new Notification({
    title,
    body,
    silent: true,
    urgency: urgent ? 'critical' : 'normal',
  });
  const forget = () => shown.delete(notification);
  shown.add(notification);
  notification.on('close', forget);
  notification.on('failed', forget);
  return notification;
}

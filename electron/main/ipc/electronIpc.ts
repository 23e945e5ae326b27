/** Ties the receiver to Electron's IPC. */
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { CALL_CHANNEL } from '../../../contract/wire.ts';
import type { CallReceiver, Sender } from './receiver.ts';

/** @param window contents of the window that calls are taken from */
export function receiveCalls(ipc: IpcMain, receiver: CallReceiver, window: WebContents): void {
  ipc.handle(CALL_CHANNEL, (event, name: unknown, args: unknown) =>
    receiver.receive(senderOf(event, window), name, args),
  );
}

function senderOf(event: IpcMainInvokeEvent, window: WebContents): Sender {
  const frame = event.senderFrame;
  return {
    url: frame?.url ?? null,
    mainFrame: event.sender === window && frame !== null && frame === event.sender.mainFrame,
  };
}

/** Names of the Electron channels that carry the contract. Apart from channels.ts, so that preload needs no parser. */

/** renderer -> main: invoke(CALL_CHANNEL, name, args). */
export const CALL_CHANNEL = 'hark.call';
/** main -> renderer: send(EVENT_CHANNEL, name, payload). */
export const EVENT_CHANNEL = 'hark.event';
/** main -> renderer: carries the renderer's end of an audio port; the only message with a transfer. */
export const PORT_CHANNEL = 'hark.capture-port';

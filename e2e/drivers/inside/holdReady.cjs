/**
 * Loaded into the main process ahead of the app: keeps it from opening its window until Playwright is connected, which
 * it tells by calling __playwright_run. A window that opens while Playwright connects can leave that waiting for ever.
 */
const { app } = require('electron');

const ready = app.whenReady();
const connected = new Promise((resolve) => {
  globalThis.__playwright_run = resolve;
});
app.whenReady = () => connected.then(() => ready);

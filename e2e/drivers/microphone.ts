/** What can happen to a microphone between the app and the device, brought about from the page. */
import type { Page } from 'playwright';

declare global {
  interface Window {
    releaseMicrophone?: () => void;
    askMicrophone?: MediaDevices['getUserMedia'];
  }
}

/** From now on the microphone opens only once `releaseMicrophone` was called. */
export async function holdMicrophone(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    const released = new Promise<void>((resolve) => {
      window.releaseMicrophone = resolve;
    });
    mediaDevices.getUserMedia = async (constraints) => {
      await released;
      return open(constraints);
    };
  });
}

export async function releaseMicrophone(page: Page): Promise<void> {
  await page.evaluate(() => window.releaseMicrophone?.());
}

/** From now on opening fails as Chromium reports it by this name; null lets it succeed again. */
export async function failMicrophone(page: Page, name: string | null): Promise<void> {
  await page.evaluate((error) => {
    const { mediaDevices } = navigator;
    window.askMicrophone ??= mediaDevices.getUserMedia.bind(mediaDevices);
    const ask = window.askMicrophone;
    mediaDevices.getUserMedia = (constraints) =>
      error === null ? ask(constraints) : Promise.reject(new DOMException('brought about by a test', error));
  }, name);
}

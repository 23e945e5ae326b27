/** The measure of all audio in Hark. Apart from engine.ts, so that the audio thread needs no parser. */
export const SAMPLE_RATE_HZ = 16_000;
/** One hop of the whole system: 80 ms of 16 kHz mono float32 in -1..1. */
export const HOP_SAMPLES = 1_280;
export const HOP_MS = (HOP_SAMPLES * 1_000) / SAMPLE_RATE_HZ;

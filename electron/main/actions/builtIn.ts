/** Every action that Hark has of itself, one line each; grammars name them by their intent. */
import type { Action } from './action.ts';

export const BUILT_IN: readonly Action[] = [];

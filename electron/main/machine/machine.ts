/** What of this machine actions act on. */
import type { Services } from '../actions/services.ts';
import type { SystemKeyStore } from '../voices/keyRing.ts';
import type { TokenVault } from './tokenVault.ts';

export interface Machine {
  services: Pick<
    Services,
    | 'applications'
    | 'web'
    | 'homeAssistant'
    | 'programs'
    | 'media'
    | 'volume'
    | 'lock'
    | 'screen'
    | 'clipboard'
    | 'typing'
  >;
  token: TokenVault;
  keyStore: SystemKeyStore;
}

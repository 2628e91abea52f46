import { createNetwork } from '../emulators/network.ts';
import { createSailorEmulator, type SailorEmulator, sailorHost } from '../emulators/sailor.ts';
import { type Rig, startRig } from './n8n.ts';

export const publicOrigin = 'https://n8n.example';
export const sailorToken = 'sailor-api-token';
export const smartList = '11111111-1111-4111-8111-111111111111';

/** An n8n that Sailor's stand-in can reach as n8n.example, and that reaches it as api.sailorhq.io. */
export interface SailorRig extends Rig {
  sailor: SailorEmulator;
  /** What leads another n8n to the same stand-in. */
  networkEnv: Record<string, string>;
  close(): Promise<void>;
}

/** @param more added to n8n's environment */
export async function startSailorRig(more: Readonly<Record<string, string>> = {}): Promise<SailorRig> {
  const publicUrls: Record<string, string> = {};
  const sailor = createSailorEmulator({
    tokens: { [sailorToken]: 'accepted' },
    smartLists: { [smartList]: 'Follow up' },
    publicUrls,
  });
  const network = await createNetwork({ [sailorHost]: sailor.listener });
  try {
    // The name that every n8n knows, instead of the newer one that wins over it.
    const env = { ...network.proxyEnv, WEBHOOK_URL: `${publicOrigin}/`, N8N_WEBHOOK_URL: '', ...more };
    const rig = await startRig({ env });
    publicUrls[publicOrigin] = rig.n8n.baseUrl;
    return {
      ...rig,
      sailor,
      networkEnv: network.proxyEnv,
      close: async () => {
        sailor.close();
        await rig.n8n.stop();
        await network.close();
      },
    };
  } catch (error) {
    await network.close();
    throw error;
  }
}

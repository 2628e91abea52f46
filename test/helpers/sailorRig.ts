import type { RequestListener } from 'node:http';
import { bearerToken } from '../emulators/http.ts';
import { createNetwork } from '../emulators/network.ts';
import { createSailorEmulator, type SailorEmulator, sailorHost } from '../emulators/sailor.ts';
import { type Rig, startRig } from './n8n.ts';

export const publicOrigin = 'https://n8n.example';
export const sailorToken = 'sailor-api-token';
export const smartList = '11111111-1111-4111-8111-111111111111';

/** An n8n that Sailor's stand-in can reach as n8n.example, and that reaches it as api.sailorhq.io. */
export interface SailorRig extends Rig {
  /** The workspace of `sailorToken`. */
  sailor: SailorEmulator;
  /** The workspace of another token. */
  addWorkspace(token: string): SailorEmulator;
  /** What leads another n8n to the same stand-in. */
  networkEnv: Record<string, string>;
  close(): Promise<void>;
}

/** @param more added to n8n's environment */
export async function startSailorRig(more: Readonly<Record<string, string>> = {}): Promise<SailorRig> {
  const publicUrls: Record<string, string> = {};
  const workspaces = new Map<string, SailorEmulator>();
  const addWorkspace = (token: string) => {
    const workspace = createSailorEmulator({
      tokens: { [token]: 'accepted' },
      smartLists: { [smartList]: 'Follow up' },
      publicUrls,
    });
    workspaces.set(token, workspace);
    return workspace;
  };
  const sailor = addWorkspace(sailorToken);
  const listener: RequestListener = (request, response) => {
    (workspaces.get(bearerToken(request) ?? '') ?? sailor).listener(request, response);
  };
  const network = await createNetwork({ [sailorHost]: listener });
  try {
    // The name that every n8n knows, instead of the newer one that wins over it.
    const env = { ...network.proxyEnv, WEBHOOK_URL: `${publicOrigin}/`, N8N_WEBHOOK_URL: '', ...more };
    const rig = await startRig({ env });
    publicUrls[publicOrigin] = rig.n8n.baseUrl;
    return {
      ...rig,
      sailor,
      addWorkspace,
      networkEnv: network.proxyEnv,
      close: async () => {
        for (const workspace of workspaces.values()) workspace.close();
        await rig.n8n.stop();
        await network.close();
      },
    };
  } catch (error) {
    await network.close();
    throw error;
  }
}

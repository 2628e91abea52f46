/** The built app as Zapier runs it, with stand-ins under the providers' real names and for Zapier's own hook URLs. */
import { type LocalHandler, startHandler } from '../host/zapier/handler.ts';
import { asZapierPassesIt } from '../host/zapier/delivery.ts';
import { airHost, createAirEmulator } from '../emulators/air.ts';
import type { Delivery } from '../emulators/http.ts';
import { createIclosedEmulator, iclosedHost } from '../emulators/iclosed.ts';
import { createNetwork } from '../emulators/network.ts';
import { createReceiver } from '../emulators/receiver.ts';
import { createSailorEmulator, sailorHost } from '../emulators/sailor.ts';

export const authData = {
  sailor_api_token: 'sailor-token-5f1e',
  air_api_key: 'air-key-90ab',
  air_webhook_secret: 'air-bearer-token-77c2',
  iclosed_api_key: 'iclosed_key-41dd',
  iclosed_webhook_secret: `whsec_${Buffer.from('iclosed signing secret').toString('base64')}`,
};

export const smartList = { id: 'e1a3c5d7-9b0f-4c2e-a4d6-8f0b2d4c6e06', name: 'Follow up' };

const eventCall = {
  contactId: 101,
  userId: 456,
  email: 'closer@example.com',
  eventId: 789,
  eventName: 'Strategy Call',
  dateTimeUTC: '2026-03-20T10:00:00Z',
  duration: 30,
  durationUnit: 'MINUTES',
} as const;

/** Zapier's URL for a hook. */
export function hookUrl(zap: number): string {
  return `https://hooks.zapier.com/hooks/standard/${zap}/abcdef/`;
}

export interface World {
  handler: LocalHandler;
  sailor: ReturnType<typeof createSailorEmulator>;
  air: ReturnType<typeof createAirEmulator>;
  iclosed: ReturnType<typeof createIclosedEmulator>;
  /** Messages of all errors that the app gave. */
  errors: string[];
  execute(method: string, bundle?: Record<string, unknown>): Promise<unknown>;
  /** What Zapier passes on of a webhook that has arrived. */
  arrived(delivery: Delivery | undefined): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function createWorld(node: string): Promise<World> {
  const hooks = await createReceiver();
  const publicUrls = { 'https://hooks.zapier.com': hooks.origin };
  const delivery = { timeoutMs: 5000, retryAfterMs: [] };
  const sailor = createSailorEmulator({
    tokens: { [authData.sailor_api_token]: 'accepted' },
    smartLists: { [smartList.id]: smartList.name },
    publicUrls,
    delivery,
  });
  const air = createAirEmulator({ tokens: [authData.air_api_key], publicUrls, delivery });
  const iclosed = createIclosedEmulator({
    keys: { [authData.iclosed_api_key]: 'accepted', 'iclosed_key-expired': 'expired' },
    eventCalls: [
      { ...eventCall, id: 123, callType: 'STRATEGY_EVENT' },
      { ...eventCall, id: 124, callType: 'DISCOVERY_EVENT' },
    ],
    contacts: [
      { id: 101, firstName: 'Jo', lastName: 'Reed', email: 'jo@example.com', phoneNumber: '+15555550133' },
    ],
    publicUrls,
    delivery,
  });
  const network = await createNetwork({
    [sailorHost]: sailor.listener,
    [airHost]: air.listener,
    [iclosedHost]: iclosed.listener,
  });
  const handler = await startHandler({ node, env: network.preloadEnv });
  const errors: string[] = [];
  return {
    handler,
    sailor,
    air,
    iclosed,
    errors,
    execute: async (method, bundle = {}) => {
      try {
        return await handler.execute(method, { authData, inputData: {}, ...bundle });
      } catch (error) {
        errors.push(String(error));
        throw error;
      }
    },
    arrived: async (sent) => {
      await sent?.finished;
      const request = hooks.requests.at(-1);
      if (!sent?.accepted || !request) throw new Error('No webhook arrived at the hook URL.');
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      return asZapierPassesIt({
        body: request.text,
        headers: Object.fromEntries(headers) as Record<string, string>,
        querystring: request.query.toString(),
      });
    },
    close: async () => {
      await handler.stop();
      await network.close();
      for (const emulator of [sailor, air, iclosed]) emulator.close();
      await hooks.close();
    },
  };
}

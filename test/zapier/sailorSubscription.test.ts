import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Bundle, ZObject } from 'zapier-platform-core';
import { type ApiRequest, providers } from '../../shared/index.ts';
import { subscriptionOf } from '../../zapier/src/subscription.ts';
import { createSailorEmulator, type SailorEmulator } from '../emulators/sailor.ts';
import { serveOnLoopback } from '../helpers/loopback.ts';

/** What Zapier gives a step. */
const LIMIT = 30_000;
const USUAL_ANSWER = 300;
const FOREIGN_URL = 'https://crm.example.com/sailor';

let sailor: SailorEmulator;
let host: Awaited<ReturnType<typeof serveOnLoopback>>;
beforeEach(async () => {
  sailor = createSailorEmulator({ tokens: { good: 'accepted' } });
  host = await serveOnLoopback(sailor.listener, 'Bearer good');
});
afterEach(async () => {
  sailor.close();
  await host.close();
});

/** Zapier's `z` over the stand-in, and the time that a step would have taken: a broken connection is a hang. */
function createClock() {
  const clock = { elapsed: 0 };
  const z = {
    request: async ({ timeout, ...request }: ApiRequest & { timeout: number }) => {
      // The stand-in's own transport sends the key.
      const headers = { ...request.headers };
      delete headers['Authorization'];
      try {
        const { status, body } = await host.transport.send({ ...request, headers });
        clock.elapsed += USUAL_ANSWER;
        return { status, data: body, getHeader: () => undefined };
      } catch (error) {
        clock.elapsed += timeout;
        throw error;
      }
    },
    errors: { Error },
  } as unknown as ZObject;
  return { z, clock };
}

test('a subscription that gets no answer on the way is taken back within the time that Zapier gives', async () => {
  const outcomes = Array.from({ length: 20 }, (_, index) =>
    sailor.createOutcome({
      outcome_name: `Outcome ${index}`,
      outcome_type: 'action',
      order: index,
      destination_type: 'none',
      webhook_url: FOREIGN_URL,
    }),
  );
  sailor.faults.push(
    { method: 'GET' },
    { method: 'PATCH', path: new RegExp(outcomes.at(-1)?.outcome_id ?? ''), answer: 'reset' },
    { method: 'GET', answer: 'reset' },
  );
  const { z, clock } = createClock();
  const bundle = {
    authData: { sailor_api_token: 'good' },
    inputData: { replace: true },
    targetUrl: 'https://hooks.zapier.com/hooks/standard/1/abcdef/',
  } as unknown as Bundle;

  const { subscription } = providers.sailor.setUp;
  if (!subscription) throw new Error('Sailor is subscribed by its API.');
  const { performSubscribe } = subscriptionOf('sailor', subscription, {});
  await expect(performSubscribe(z, bundle)).rejects.toThrow('No outcome was changed.');
  expect([...sailor.outcomes.values()].map(({ webhook_url }) => webhook_url)).toEqual(
    outcomes.map(() => FOREIGN_URL),
  );
  expect(clock.elapsed).toBeLessThan(LIMIT);
});

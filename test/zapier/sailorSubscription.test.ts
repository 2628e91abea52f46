import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Bundle, ZObject } from 'zapier-platform-core';
import { type ApiRequest, providers } from '../../shared/index.ts';
import { subscriptionOf } from '../../zapier/src/subscription.ts';
import { createSailorEmulator, sailorError, type SailorEmulator } from '../emulators/sailor.ts';
import { serveOnLoopback } from '../helpers/loopback.ts';

const FOREIGN_URL = 'https://crm.example.com/sailor';

const { subscription } = providers.sailor.setUp;
if (!subscription) throw new Error('Sailor is subscribed by its API.');
const { performSubscribe, performUnsubscribe } = subscriptionOf('sailor', subscription, {});

/** As `z.request` takes it. */
type Sent = Omit<ApiRequest, 'body'> & { timeout: number; body?: string };

let sailor: SailorEmulator;
let host: Awaited<ReturnType<typeof serveOnLoopback>>;
let timeouts: number[];
let z: ZObject;

beforeEach(async () => {
  sailor = createSailorEmulator({ tokens: { good: 'accepted' } });
  host = await serveOnLoopback(sailor.listener, 'Bearer good');
  timeouts = [];
  z = {
    request: async ({ timeout, body: sent, ...request }: Sent) => {
      timeouts.push(timeout);
      // The stand-in's own transport sends the key.
      const headers = { ...request.headers };
      delete headers['Authorization'];
      const body = sent === undefined ? {} : { body: JSON.parse(sent) as Record<string, unknown> };
      const answer = await host.transport.send({ ...request, ...body, headers });
      return { status: answer.status, data: answer.body, getHeader: () => null };
    },
    errors: { Error },
  } as unknown as ZObject;
});
afterEach(async () => {
  sailor.close();
  await host.close();
});

function addOutcomes(count: number): void {
  for (let index = 0; index < count; index++) {
    sailor.createOutcome({
      outcome_name: `Outcome ${index}`,
      outcome_type: 'action',
      webhook_url: FOREIGN_URL,
    });
  }
}

const urls = () => [...sailor.outcomes.values()].map(({ webhook_url }) => webhook_url);

const bundleFor = (targetUrl: string, zapId?: string, replace = true): Bundle =>
  ({
    authData: { sailor_api_token: 'good' },
    inputData: { replace },
    targetUrl,
    meta: zapId === undefined ? {} : { zap: { id: zapId } },
  }) as unknown as Bundle;

const hook = (id: string, account = 1) => `https://hooks.zapier.com/hooks/standard/${account}/${id}/`;

test('no request may take the time of those that take back', async () => {
  addOutcomes(3);
  await performSubscribe(z, bundleFor(hook('a')));
  expect(Math.max(...timeouts)).toBeLessThanOrEqual(5000);
});

test.each([['123'], [undefined]])(
  'a Zap (%s) that was cut off goes on at another URL, and leaves nothing of the first',
  async (zapId) => {
    addOutcomes(3);
    sailor.faults.push(
      { method: 'PATCH', times: 2 },
      { method: 'PATCH', times: 99, answer: sailorError('forbidden') },
    );
    await expect(performSubscribe(z, bundleFor(hook('first'), zapId))).rejects.toThrow(
      'Check these in Sailor',
    );
    sailor.faults.length = 0;
    // Neither another account nor another Zap takes over what is left of it.
    for (const other of [bundleFor(hook('x', 2), undefined, false), bundleFor(hook('x'), '456', false)]) {
      await expect(performSubscribe(z, other)).rejects.toThrow('already sends to');
    }

    await performSubscribe(z, bundleFor(hook('second'), zapId));
    expect(urls().every((url) => url?.startsWith(hook('second')))).toBe(true);
    await performUnsubscribe(z, bundleFor(hook('second'), zapId));
    expect(urls()).toEqual([FOREIGN_URL, FOREIGN_URL, FOREIGN_URL]);
  },
);

test('the Zap of another in the same account is never taken for one that was cut off', async () => {
  addOutcomes(1);
  await performSubscribe(z, bundleFor(hook('first')));
  await expect(performSubscribe(z, bundleFor(hook('second'), undefined, false))).rejects.toThrow(
    'already sends to hooks.zapier.com',
  );
});

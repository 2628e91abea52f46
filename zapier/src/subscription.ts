import { randomUUID } from 'node:crypto';
import type { Bundle, ZObject } from 'zapier-platform-core';
import {
  type Inputs,
  type ProviderId,
  readInputs,
  type Receiver,
  type Subscription,
} from '../../shared/index.ts';
import { withZapierErrors } from './errors.ts';
import { rawInputsOf } from './inputFields.ts';
import { sha256 } from './sha256.ts';
import { transportTo } from './transport.ts';

/** Leaves time within Zapier's 30 seconds to take back what was done before a request got no answer. */
const TIMEOUT_MILLISECONDS = 5_000;

/** How Zapier itself tells a provider where to send. `settings`: what else is chosen, to be checked with it. */
export function subscriptionOf(
  id: ProviderId,
  { inputs, subscribe, unsubscribe }: Subscription,
  settings: Inputs,
) {
  return {
    performSubscribe: (z: ZObject, bundle: Bundle): Promise<{ url: string }> =>
      withZapierErrors(z, async () => {
        readInputs(settings, rawInputsOf(settings, bundle.inputData));
        const receiver = receiverOf(bundle);
        const chosen = rawInputsOf(inputs, bundle.inputData);
        await subscribe(chosen, receiver, transportTo(id, z, bundle, TIMEOUT_MILLISECONDS), randomUUID());
        return { url: receiver.url };
      }),

    /** By the URL alone, so that nothing is lost where Zapier has no data of the subscription. */
    performUnsubscribe: (z: ZObject, bundle: Bundle): Promise<Record<string, never>> =>
      withZapierErrors(z, async () => {
        const chosen = rawInputsOf(inputs, bundle.inputData);
        const transport = transportTo(id, z, bundle, TIMEOUT_MILLISECONDS);
        await unsubscribe(chosen, receiverOf(bundle), transport, randomUUID());
        return {};
      }),
  };
}

function receiverOf({ targetUrl: url = '' }: Bundle): Receiver {
  // The same token each time, so that after an attempt that Zapier cut off the next goes on from there.
  return { url, token: sha256(url), siblings: [], isTemporary: false };
}

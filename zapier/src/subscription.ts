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
import { patientTransportTo } from './transport.ts';

const OWNER_LENGTH = 16;
/** What all hooks of an account share: https://hooks.zapier.com/hooks/standard/<account>/<hook>/ */
const ACCOUNT = /^https:\/\/[^/]+\/hooks\/[^/]+\/[^/]+\//;

/** How Zapier itself gives a provider the address to send to. `settings`: what else is chosen, to be checked with it. */
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
        await subscribe(chosen, receiver, patientTransportTo(id, z, bundle), randomUUID());
        return { url: receiver.url };
      }),

    /** By the URL alone, so that nothing is lost where Zapier has no data of the subscription. */
    performUnsubscribe: (z: ZObject, bundle: Bundle): Promise<Record<string, never>> =>
      withZapierErrors(z, async () => {
        const chosen = rawInputsOf(inputs, bundle.inputData);
        const transport = patientTransportTo(id, z, bundle);
        await unsubscribe(chosen, receiverOf(bundle), transport, randomUUID());
        return {};
      }),
  };
}

function receiverOf({ targetUrl: url = '', meta }: Bundle): Receiver {
  // Deprecated, but there is nothing else: https://github.com/zapier/zapier-platform/issues/276
  const { zap } = { ...meta } as { zap?: { id?: string | number } };
  const known = zap?.id ?? ACCOUNT.exec(url)?.[0];
  const owner = known !== undefined && {
    name: sha256(String(known)).slice(0, OWNER_LENGTH),
    isUnique: zap?.id !== undefined,
  };
  // The same token each time, so that after an attempt that Zapier cut off the next goes on from there.
  return { url, token: sha256(url), siblings: [], isTemporary: false, ...(owner && { owner }) };
}

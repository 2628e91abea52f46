import type { Bundle, Trigger, ZObject } from 'zapier-platform-core';
import {
  apiThrough,
  type CallOutcome,
  deliverySettings,
  filterInputs,
  type Inputs,
  instructions,
  passes,
  type ProviderId,
  providers,
  type RawInputs,
  readDeliverySettings,
  readInputs,
  receive,
  type Received,
  type ReceiveOptions,
} from '../../shared/index.ts';
import { webhookSecretLabel, webhookSecretOf } from './credentials.ts';
import { requestInBundle } from './delivery.ts';
import { withDeliveryErrors, withZapierErrors } from './errors.ts';
import { type Dropdowns, inputFieldsOf, rawInputsOf } from './inputFields.ts';
import { recordFields } from './outputFields.ts';
import { subscriptionOf } from './subscription.ts';
import { transportTo } from './transport.ts';

/** A new call outcome of a provider: `label` names the provider where an app has several. */
export function callOutcomeTrigger(id: ProviderId, label: string, dropdowns: Dropdowns): Trigger {
  const provider = providers[id];
  const { subscription } = provider.setUp;
  const settings = settingsOf(id);
  return {
    key: `${id}_call_outcome`,
    noun: 'Outcome',
    display: {
      label,
      description: `Triggers when ${provider.event}.`,
      ...(!subscription && { directions: directionsFor(id) }),
    },
    operation: {
      type: 'hook',
      inputFields: inputFieldsOf({ ...subscription?.inputs, ...settings }, dropdowns),
      perform: (z, bundle) => perform(id, settings, z, bundle),
      performList: (z, bundle) => performList(id, settings, z, bundle),
      ...(subscription && subscriptionOf(id, subscription, settings)),
      sample: sampleOf(id),
      outputFields: recordFields,
    },
  };
}

/** Plain text: the editor shows no Markdown here. */
function directionsFor(id: ProviderId): string {
  const secret = `the ${webhookSecretLabel(id)} of your connection`;
  return instructions(providers[id], { url: 'this URL', secret }).join(' ').replace(/[*`]/g, '');
}

export function settingsOf(id: ProviderId): Inputs {
  return { ...filterInputs(providers[id].filters), ...deliverySettings };
}

function perform(id: ProviderId, settings: Inputs, z: ZObject, bundle: Bundle): CallOutcome[] {
  return withDeliveryErrors(z, () => {
    const secret = webhookSecretOf(id, bundle.authData);
    return wanted(id, rawInputsOf(settings, bundle.inputData), (options) =>
      receive(id, requestInBundle(bundle), { ...options, ...(secret !== undefined && { secret }) }),
    );
  });
}

/** Records for the editor: true in form, of the account's own outcomes, and only those that would start the Zap. */
async function performList(
  id: ProviderId,
  settings: Inputs,
  z: ZObject,
  bundle: Bundle,
): Promise<CallOutcome[]> {
  return withZapierErrors(z, async () => {
    const { subscription } = providers[id].setUp;
    const chosen = rawInputsOf(settings, bundle.inputData);
    // While a person looks, a setting that cannot be read is refused; a delivery goes on without it.
    readInputs(settings, chosen);
    const deliveries = subscription
      ? await subscription.sampleDeliveries(
          rawInputsOf(subscription.inputs, bundle.inputData),
          apiThrough(transportTo(id, z, bundle)),
        )
      : providers[id].samples;
    return deliveries.flatMap((delivery) => wanted(id, chosen, (options) => read(id, delivery, options)));
  });
}

/** What the user's settings let through, each outcome once: Zapier refuses two results with one id. */
function wanted(
  id: ProviderId,
  chosen: RawInputs,
  readWith: (options: ReceiveOptions) => Received,
): CallOutcome[] {
  const { receive: options, wants } = readDeliverySettings(chosen);
  const { outcomes } = readWith(options);
  const unique = [...new Map(outcomes.map((outcome) => [outcome.id, outcome])).values()];
  return unique.filter((outcome) => wants(outcome) && passes(providers[id].filters, chosen, outcome));
}

function read(id: ProviderId, delivery: unknown, options: ReceiveOptions): Received {
  return receive(id, { headers: {}, rawBody: JSON.stringify(delivery) }, options);
}

export function sampleOf(id: ProviderId): CallOutcome {
  const [sample] = read(id, providers[id].samples[0], {}).outcomes;
  if (!sample) throw new Error(`The sample of ${id} holds no outcome.`);
  return sample;
}

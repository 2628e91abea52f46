import type { Bundle, Trigger, ZObject } from 'zapier-platform-core';
import {
  apiThrough,
  type CallOutcome,
  type Inputs,
  passes,
  type Provider,
  type ProviderId,
  providers,
  readDeliverySettings,
  readInputs,
} from '../../shared/index.ts';
import { withZapierErrors } from './errors.ts';
import { type Dropdowns, inputFieldsOf, rawInputsOf } from './inputFields.ts';
import { recordFields } from './outputFields.ts';
import { transportTo } from './transport.ts';
import { sampleOf, settingsOf } from './trigger.ts';

type Source = NonNullable<Provider['recentOutcomes']>;

/** A new call outcome from the provider's API, for accounts without webhooks. Zapier drops what it knows by `id`. */
export function pollTrigger(id: ProviderId, source: Source, label: string, dropdowns: Dropdowns): Trigger {
  const { event, name } = providers[id];
  const settings = settingsOf(id);
  return {
    key: `${id}_call_outcome_poll`,
    noun: 'Outcome',
    display: {
      label: `${label} (Without Webhook)`,
      description: `Triggers when ${event}. Asks ${name} for new ones, so that you need no webhook.`,
    },
    operation: {
      type: 'polling',
      inputFields: inputFieldsOf(settings, dropdowns),
      perform: (z: ZObject, bundle: Bundle) => poll(id, source, settings, z, bundle),
      sample: sampleOf(id),
      outputFields: recordFields,
    },
  };
}

function poll(
  id: ProviderId,
  source: Source,
  settings: Inputs,
  z: ZObject,
  bundle: Bundle,
): Promise<CallOutcome[]> {
  return withZapierErrors(z, async () => {
    const chosen = rawInputsOf(settings, bundle.inputData);
    // What is not read now is still there at the next poll, so that a setting that cannot be read is refused at once.
    readInputs(settings, chosen);
    const { receive: options, wants } = readDeliverySettings(chosen);
    const outcomes = await source(new Date(), options, apiThrough(transportTo(id, z, bundle)));
    return outcomes.filter((outcome) => wants(outcome) && passes(providers[id].filters, chosen, outcome));
  });
}

import {
  type CreatePerform,
  defineCreate,
  defineInputFields,
  type InferInputData,
} from 'zapier-platform-core';
import { perform as send, sailorApi } from '../../../shared/index.ts';
import { withZapierErrors } from '../errors.ts';
import { outputFields, sample, type SailorOutcomeRecord, toRecord } from '../sailorOutcome.ts';
import { sha256 } from '../sha256.ts';
import { transportTo } from '../transport.ts';
import { destinationFields, destinationOf } from './sailorDestination.ts';

export const inputFields = defineInputFields([
  {
    key: 'name',
    label: 'Outcome Name',
    helpText: 'What agents see, in 1 to 120 characters.',
    required: true,
  },
  {
    key: 'type',
    label: 'Outcome Type',
    helpText: 'Agents use an action during a call and choose a disposition after it.',
    choices: { action: 'Action', disposition: 'Disposition' } satisfies Record<
      sailorApi.SailorOutcomeConfig['type'],
      string
    >,
    default: 'action',
    required: true,
  },
  {
    key: 'webhook_url',
    label: 'Webhook URL',
    helpText: 'Required for an action: a public address that starts with `https://`, to which Sailor posts.',
  },
  {
    key: 'order',
    label: 'Order',
    helpText: 'Lower numbers are shown first. Steps of 10 leave room between.',
    type: 'integer',
    default: '0',
  },
  ...destinationFields,
  {
    key: 'idempotency_key',
    label: 'Idempotency Key',
    helpText:
      'One text for each outcome that you intend, so that a repeated run does not create it twice. Left empty, it is made from the other fields: then the same values create one outcome only.',
  },
]);

type Input = InferInputData<typeof inputFields>;

export const perform = (async (z, bundle) =>
  withZapierErrors(z, async () => {
    const { idempotency_key, ...input } = bundle.inputData;
    // A header cannot hold every text that a user may enter.
    const key = sha256(idempotency_key ?? JSON.stringify(Object.entries(input).sort()));
    const call = sailorApi.createOutcome(configOf(input), key);
    return toRecord(await send(call, transportTo('sailor', z, bundle)));
  })) satisfies CreatePerform<typeof inputFields, SailorOutcomeRecord>;

function configOf(input: Input): sailorApi.SailorOutcomeConfig {
  return {
    name: input.name,
    type: input.type as sailorApi.SailorOutcomeConfig['type'],
    order: input.order ?? 0,
    destination: destinationOf(input) ?? { type: 'none' },
    webhookUrl: input.webhook_url ?? null,
  };
}

export const createSailorOutcome = (label: string) =>
  defineCreate({
    key: 'sailor_create_outcome',
    noun: 'Outcome',
    display: { label, description: 'Creates a new outcome that agents can choose.' },
    operation: { inputFields, perform, sample, outputFields },
  });

import { randomUUID } from 'node:crypto';
import {
  type CreatePerform,
  defineCreate,
  defineInputFields,
  type InferInputData,
} from 'zapier-platform-core';
import { sailorApi } from '../../../shared/index.ts';
import { withZapierErrors } from '../errors.ts';
import { outputFields, sample, type SailorOutcomeRecord, toRecord } from '../sailorOutcome.ts';
import { transportTo } from '../transport.ts';
import { destinationFields, destinationOf } from './sailorDestination.ts';

export const inputFields = defineInputFields([
  {
    key: 'outcome_id',
    label: 'Outcome',
    helpText: 'The one to change. Fields that you leave empty stay as they are.',
    dynamic: 'sailor_all_outcomes.id.name',
    search: 'sailor_find_outcome.id',
    required: true,
  },
  {
    key: 'name',
    label: 'New Name',
    helpText: 'What agents shall see, in 1 to 120 characters.',
  },
  {
    key: 'type',
    label: 'New Type',
    helpText: 'Agents use an action during a call and choose a disposition after it.',
    choices: { action: 'Action', disposition: 'Disposition' },
  },
  {
    key: 'webhook_url',
    label: 'New Webhook URL',
    helpText:
      'A public address that starts with `https://`. Do not change it where a Zap listens to the outcome.',
  },
  {
    key: 'order',
    label: 'New Order',
    helpText: 'Lower numbers are shown first.',
    type: 'integer',
  },
  ...destinationFields,
]);

type Input = InferInputData<typeof inputFields>;

/** Repeating it does no harm, so that every run has an idempotency key of its own. */
export const perform = (async (z, bundle) =>
  withZapierErrors(z, async () => {
    const { outcome_id } = bundle.inputData;
    const transport = transportTo('sailor', z, bundle);
    return toRecord(
      await sailorApi.updateOutcome(outcome_id, changeOf(bundle.inputData), randomUUID(), transport),
    );
  })) satisfies CreatePerform<typeof inputFields, SailorOutcomeRecord>;

function changeOf(input: Input): Partial<sailorApi.SailorOutcomeConfig> {
  const change = {
    name: input.name,
    type: input.type,
    order: input.order,
    destination: destinationOf(input),
    webhookUrl: input.webhook_url,
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

export const updateSailorOutcome = (label: string) =>
  defineCreate({
    key: 'sailor_update_outcome',
    noun: 'Outcome',
    display: { label, description: 'Updates an existing outcome.' },
    operation: { inputFields, perform, sample, outputFields },
  });

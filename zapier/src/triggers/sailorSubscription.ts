import { randomUUID } from 'node:crypto';
import { type Bundle, defineInputFields, type InferInputData, type ZObject } from 'zapier-platform-core';
import { perform, providers, sailorApi, sailorSubscription as plans } from '../../../shared/index.ts';
import { withZapierErrors } from '../errors.ts';
import { sha256 } from '../sha256.ts';
import { transportTo } from '../transport.ts';
import type { Subscription } from './subscriptions.ts';

const inputFields = defineInputFields([
  {
    key: 'outcome_ids',
    label: 'Outcomes',
    helpText:
      'The actions whose use by an agent starts this Zap. Leave it empty for every action there is when the Zap is switched on.',
    list: true,
    dynamic: 'sailor_outcomes.id.name',
  },
  {
    key: 'replace',
    label: 'Replace the Present Address',
    type: 'boolean',
    default: 'false',
    helpText:
      'An outcome in Sailor sends to one address only. With yes this Zap takes over outcomes that send elsewhere, and gives them back when it is switched off. Do not take over what another Zap uses.',
  },
]);

/** Leaves time within Zapier's 30 seconds to take back what was done before a request got no answer. */
const TIMEOUT_MILLISECONDS = 5_000;

const inputOf = ({ inputData }: Bundle) => inputData as InferInputData<typeof inputFields>;

async function subscribe(z: ZObject, bundle: Bundle): Promise<{ url: string }> {
  const { outcome_ids = [], replace = false } = inputOf(bundle);
  const url = bundle.targetUrl ?? '';
  return withZapierErrors(z, async () => {
    const transport = transportTo('sailor', z, bundle, TIMEOUT_MILLISECONDS);
    const steps = plans.planSubscription(
      await perform(sailorApi.listOutcomes(), transport),
      // The same token each time, so that after an attempt that Zapier cut off the next goes on from there.
      { url, token: sha256(url), siblings: [], isTemporary: false },
      {
        kind: 'listen',
        outcomeIds: outcome_ids.length === 0 ? 'all' : outcome_ids,
        whenTaken: replace ? 'replace' : 'refuse',
      },
    );
    await plans.carryOut('subscribe', steps, transport, randomUUID());
    return { url };
  });
}

/** By the URL alone, so that nothing is lost where Zapier has no data of the subscription. */
async function unsubscribe(z: ZObject, bundle: Bundle): Promise<Record<string, never>> {
  return withZapierErrors(z, async () => {
    const transport = transportTo('sailor', z, bundle, TIMEOUT_MILLISECONDS);
    const outcomes = await perform(sailorApi.listOutcomes(), transport);
    const steps = plans.planUnsubscription(outcomes, bundle.targetUrl ?? '', false);
    await plans.carryOut('unsubscribe', steps, transport, randomUUID());
    return {};
  });
}

/** One for each chosen outcome, with the name and Smart Lists that it has in this account. */
async function sampleDeliveries(z: ZObject, bundle: Bundle): Promise<unknown[]> {
  const { outcome_ids = [] } = inputOf(bundle);
  const outcomes = await perform(sailorApi.listOutcomes(), transportTo('sailor', z, bundle));
  return outcomes
    .filter(({ id, type }) => type === 'action' && (outcome_ids.length === 0 || outcome_ids.includes(id)))
    .map((outcome) => ({
      ...(providers.sailor.sample as Record<string, unknown>),
      outcome: { outcome_id: outcome.id, outcome_name: outcome.name, outcome_type: outcome.type },
      destination: deliveredDestination(outcome),
    }));
}

function deliveredDestination({ destination }: sailorApi.SailorOutcome): Record<string, unknown> | null {
  switch (destination?.type) {
    case 'smart_list':
      return { destination_type: destination.type, destination_id: destination.listId };
    case 'remove_from_smart_list':
      return destination.listIds === 'all'
        ? { destination_type: destination.type, selection: 'all' }
        : { destination_type: destination.type, selection: 'selected', destination_ids: destination.listIds };
    default:
      return null;
  }
}

export const sailorSubscription: Subscription = {
  inputFields,
  outcomeNames: 'sailor_outcomes.name',
  subscribe,
  unsubscribe,
  sampleDeliveries,
};

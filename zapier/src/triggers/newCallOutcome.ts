import type { Bundle, PlainInputField, Trigger, ZObject } from 'zapier-platform-core';
import { type CallOutcome, type ProviderId, providers, receive } from '../../../shared/index.ts';
import { webhookSecretOf } from '../credentials.ts';
import { deliveryOf } from '../delivery.ts';
import { withDeliveryErrors, withZapierErrors } from '../errors.ts';
import { outputFields } from '../record.ts';
import { isWanted, type OutcomeInput, outcomeInputFields, receiveOptionsOf } from './outcomeInput.ts';
import { type Subscription, subscriptions } from './subscriptions.ts';

/** Where the users of a provider without subscriptions paste the URL. */
const DIRECTIONS: Readonly<Partial<Record<ProviderId, string>>> = {
  air: 'In Air, open Integrations → Webhooks and choose Create a Webhook. As Webhook Action choose POST_CALL_OUTCOME, as Webhook URL paste this URL, and as Bearer Token enter 16 characters or more: the same as the Air Webhook Secret of your connection. Then press Test Webhooks there.',
  iclosed:
    'In iClosed, open Settings → Developer → Webhooks, which a Super Admin on the Business or Enterprise plan can do. Add a webhook with this URL and the trigger Outcome added. If iClosed shows a signing secret, enter it as the iClosed Webhook Secret of your connection.',
};

/** The trigger of any provider: `label` tells providers apart where an app has several. */
export function newCallOutcome(id: ProviderId, label: string): Trigger {
  const { name } = providers[id];
  const subscription = subscriptions[id];
  return {
    key: `${id}_call_outcome`,
    noun: 'Outcome',
    display: {
      label,
      description: 'Triggers when a call has ended with an outcome.',
      ...(subscription
        ? {}
        : { directions: DIRECTIONS[id] ?? `Paste this URL as the webhook URL in ${name}.` }),
    },
    operation: {
      type: 'hook',
      inputFields: inputFieldsFor(id, subscription),
      perform: (z, bundle) => perform(id, z, bundle),
      performList: (z, bundle) => performList(id, z, bundle),
      ...(subscription
        ? { performSubscribe: subscription.subscribe, performUnsubscribe: subscription.unsubscribe }
        : {}),
      sample: sampleOf(id),
      outputFields,
    },
  };
}

/** Only what makes sense: subscriptions choose the outcomes by themselves, and few providers have a primary one. */
function inputFieldsFor(id: ProviderId, subscription: Subscription | undefined): PlainInputField[] {
  const hasPrimary = sampleOf(id).outcome.primaryAchieved !== null;
  const shown = outcomeInputFields.filter(
    ({ key }) => (key !== 'only_outcomes' || !subscription) && (key !== 'only_primary' || hasPrimary),
  );
  if (!subscription) return shown;
  const { outcomeNames, inputFields } = subscription;
  const dropdown = { dynamic: `${outcomeNames}.${outcomeNames.split('.').at(-1) ?? ''}` };
  return [
    ...inputFields,
    ...shown.map((field) => (field.key.startsWith('count_as_') ? { ...field, ...dropdown } : field)),
  ];
}

function perform(id: ProviderId, z: ZObject, bundle: Bundle): CallOutcome[] {
  return withDeliveryErrors(z, () => {
    const input = bundle.inputData as OutcomeInput;
    const secret = webhookSecretOf(id, bundle.authData);
    const { outcomes } = receive(id, deliveryOf(bundle), {
      ...receiveOptionsOf(input),
      ...(secret === undefined ? {} : { secret }),
    });
    return withoutRepeats(outcomes).filter((outcome) => isWanted(outcome, input));
  });
}

/** Zapier refuses a delivery in which two results have the same id. */
function withoutRepeats(outcomes: readonly CallOutcome[]): CallOutcome[] {
  return [...new Map(outcomes.map((outcome) => [outcome.id, outcome])).values()];
}

/** Records for the editor: true in form, and in what the account's own outcomes are called. */
async function performList(id: ProviderId, z: ZObject, bundle: Bundle): Promise<CallOutcome[]> {
  return withZapierErrors(z, async () => {
    const deliveries = (await subscriptions[id]?.sampleDeliveries(z, bundle)) ?? [providers[id].sample];
    return deliveries.flatMap((delivery) => read(id, delivery, bundle.inputData as OutcomeInput));
  });
}

function sampleOf(id: ProviderId): CallOutcome {
  const [sample] = read(id, providers[id].sample, {});
  if (!sample) throw new Error(`The sample of ${id} holds no outcome.`);
  return sample;
}

function read(id: ProviderId, delivery: unknown, input: OutcomeInput): CallOutcome[] {
  return receive(id, { headers: {}, rawBody: JSON.stringify(delivery) }, receiveOptionsOf(input)).outcomes;
}

/** How Sailor gets the URL to post to: by its API, or by hand. */
import { perform } from '../../api.ts';
import { choice, list, text, yesNo } from '../../inputs.ts';
import type { SetUp } from '../../provider.ts';
import { type RawInputs, readInputs, readSettings } from '../../readInputs.ts';
import { listOutcomes, type SailorOutcome } from './api.ts';
import sample from './fixtures/outcome.json' with { type: 'json' };
import { isSubscribedWith, planSubscription, subscribe, unsubscribe, type Wish } from './subscription.ts';

const CHOSEN = { listenTo: ['chosen'] };
const NEW = { listenTo: ['new'] };

const inputs = {
  listenTo: choice({
    label: 'Listen To',
    choices: [
      {
        value: 'chosen',
        label: 'Outcomes I Choose',
        help: 'Action outcomes that Sailor has already',
      },
      {
        value: 'all',
        label: 'All Action Outcomes',
        help: 'Every action outcome that Sailor has when this is turned on',
      },
      { value: 'new', label: 'A New Outcome', help: 'Gives agents one more button, for this alone' },
    ],
    default: 'chosen',
  }),
  outcomes: list({
    label: 'Outcomes',
    help: 'The action outcomes to receive.',
    of: { kind: 'entry', from: 'outcomes' },
    when: CHOSEN,
    key: 'outcome_ids',
  }),
  outcomeName: text({
    label: 'Name of the New Outcome',
    help: 'What agents read on the button, 1 to 120 characters.',
    placeholder: 'Send to CRM',
    maxLength: 120,
    when: NEW,
  }),
  deleteWhenOff: yesNo({
    label: 'Delete the Outcome When Turned Off',
    help: 'Whether agents lose the button when this is turned off. Otherwise it stays, and works again when this is turned on.',
    when: NEW,
  }),
  whenTaken: choice({
    label: 'If an Outcome Sends Elsewhere',
    help: 'In Sailor, an outcome can send to one address only. Do not replace what another trigger of yours uses.',
    choices: [
      {
        value: 'refuse',
        label: 'Refuse',
        help: 'Nothing is changed in Sailor; the error says where the outcome sends',
        key: 'false',
      },
      {
        value: 'replace',
        label: 'Replace, and Restore It When Turned Off',
        help: 'The other address gets nothing while this is on',
        key: 'true',
      },
    ],
    default: 'refuse',
    when: { listenTo: ['chosen', 'all'] },
    key: 'replace',
  }),
};

/** Where it is not said what to listen to, no chosen outcome means all. */
function complete(raw: RawInputs): RawInputs {
  if (raw['listenTo']) return raw;
  return { ...raw, listenTo: [raw['outcomes']].flat().some(Boolean) ? 'chosen' : 'all' };
}

function wishOf(raw: RawInputs): Wish {
  const { listenTo, outcomes, outcomeName, whenTaken } = readInputs(inputs, complete(raw));
  if (listenTo === 'new') return { kind: 'create', name: outcomeName ?? '' };
  return { kind: 'listen', outcomeIds: outcomes ?? 'all', whenTaken: whenTaken ?? 'refuse' };
}

/** As Sailor would send it for this outcome. */
function deliveryOf(outcome: SailorOutcome): Record<string, unknown> {
  return deliveryWith(
    { outcome_id: outcome.id, outcome_name: outcome.name, outcome_type: outcome.type },
    deliveredDestination(outcome),
  );
}

function deliveryWith(
  outcome: typeof sample.outcome,
  destination: Record<string, unknown> | null = null,
): Record<string, unknown> {
  return { ...sample, outcome, destination };
}

function deliveredDestination({ destination }: SailorOutcome): Record<string, unknown> | null {
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

export const setUp: SetUp = {
  pasted: [
    'Make up a URL token of at least 16 letters and digits, and enter it as {secret}.',
    'As the webhook URL of an action outcome in Sailor, enter {url}, followed by `?token=` and that token.',
  ],
  subscription: {
    inputs,
    async isSubscribed(raw, receiver, { send }) {
      const wish = wishOf(raw);
      return planSubscription(await perform(listOutcomes(), { send }), receiver, wish).length === 0;
    },
    async subscribe(raw, receiver, transport, operationId) {
      await subscribe(receiver, wishOf(raw), transport, operationId);
    },
    async unsubscribe(raw, receiver, transport, operationId) {
      const { deleteWhenOff } = readSettings(inputs, complete(raw));
      const deleteCreated = receiver.isTemporary || deleteWhenOff === true;
      await unsubscribe(receiver, deleteCreated, transport, operationId);
    },
    async isSubscribedWith(url, token, { send }) {
      return isSubscribedWith(await perform(listOutcomes(), { send }), url, token);
    },
    async sampleDeliveries(raw, api) {
      const { listenTo, outcomes: ids, outcomeName = '' } = readSettings(inputs, complete(raw));
      if (listenTo === 'new') return [deliveryWith({ ...sample.outcome, outcome_name: outcomeName })];
      return (await api(listOutcomes()))
        .filter(({ id, type }) => type === 'action' && (ids?.includes(id) ?? true))
        .map(deliveryOf);
    },
  },
};

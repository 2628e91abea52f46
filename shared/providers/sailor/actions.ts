import { defineAction } from '../../action.ts';
import { OutcomeError } from '../../errors.ts';
import { choice, entry, group, type Inputs, type InputValues, list, text, whole } from '../../inputs.ts';
import { normalName } from '../../values/normalName.ts';
import { isPublicHttpsUrl } from '../../values/publicUrl.ts';
import {
  changeOutcome,
  createOutcome,
  deleteOutcome,
  listOutcomes,
  MAX_URL_LENGTH,
  type SailorDestination,
  type SailorOutcomeConfig,
} from './api.ts';
import { outputs, sample, toRecord } from './record.ts';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const AN_ID = {
  accepts: (id: string) => UUID.test(id),
  mustBe: 'an ID such as 00000000-0000-4000-8000-000000000000',
};

const name = {
  label: 'Outcome Name',
  help: 'What agents see, in 1 to 120 characters.',
  placeholder: 'Interested',
  maxLength: 120,
} as const;

const type = {
  label: 'Outcome Type',
  help: 'Agents use an action during a call and choose a disposition after it.',
  choices: [
    {
      value: 'action',
      label: 'Action',
      help: 'A button during the call. Sailor posts to the webhook URL when an agent chooses it.',
    },
    { value: 'disposition', label: 'Disposition', help: 'A choice in the window after the call' },
  ],
} as const;

const webhookUrl = {
  label: 'Webhook URL',
  help: 'Required for an action: the public address, starting with `https://`, to which Sailor posts when an agent chooses the outcome. To receive outcomes here, use the trigger instead: it sets the URL by itself.',
  placeholder: 'https://example.com/outcomes',
  accepts: isPublicHttpsUrl,
  mustBe: 'a public address that starts with https://',
  maxLength: MAX_URL_LENGTH,
} as const;

const order = {
  label: 'Order',
  help: 'Lower numbers are shown first. Steps of 10 leave room between.',
  min: -(2 ** 31),
  max: 2 ** 31 - 1,
} as const;

const changes = [
  { value: 'none', label: 'None', help: 'The contact stays where it is' },
  {
    value: 'smartList',
    label: 'Move to a Smart List',
    help: 'The contact is put on one Smart List',
    key: 'smart_list',
  },
  {
    value: 'removeFromSelected',
    label: 'Remove From Selected Smart Lists',
    help: 'The contact is taken off the Smart Lists that you choose',
    key: 'remove_from_smart_list',
  },
  {
    value: 'removeFromAll',
    label: 'Remove From All Smart Lists',
    help: 'The contact is taken off every Smart List',
    key: 'remove_from_all',
  },
] as const;

const smartListChange = {
  label: 'Smart List Change',
  help: 'What Sailor does with the contact when an agent chooses the outcome.',
  key: 'destination_type',
} as const;

const ofSmartLists = { kind: 'entry', from: 'smartLists', ...AN_ID } as const;
const NOT_LISTED = 'Sailor can only list Smart Lists that outcomes use. For another one, enter its ID.';

/** The lists for each choice of `smartListChange`, in every action that has it. */
const smartLists = {
  smartList: entry({
    ...ofSmartLists,
    label: 'Smart List',
    help: NOT_LISTED,
    when: { destination: ['smartList'] },
    key: 'destination_id',
  }),
  smartLists: list({
    label: 'Smart Lists',
    help: NOT_LISTED,
    of: ofSmartLists,
    when: { destination: ['removeFromSelected'] },
    key: 'remove_list_ids',
  }),
} satisfies Inputs;

type Destination = InputValues<typeof smartLists> & { destination: string };

/** Undefined where Smart Lists stay as they are. */
function destinationOf({ destination, smartList = '', smartLists = [] }: Destination) {
  const destinations: Record<string, SailorDestination> = {
    none: { type: 'none' },
    smartList: { type: 'smart_list', listId: smartList },
    removeFromSelected: { type: 'remove_from_smart_list', listIds: smartLists },
    removeFromAll: { type: 'remove_from_smart_list', listIds: 'all' },
  };
  return destinations[destination];
}

const ABOUT = { noun: 'Outcome', outputs, sample } as const;

const create = defineAction({
  ...ABOUT,
  key: 'create',
  verb: 'Create',
  description: 'Creates an outcome that agents can choose.',
  effect: 'write',
  repeatable: 'byOperation',
  inputs: {
    name: text(name),
    type: choice({ ...type, default: 'action' }),
    webhookUrl: text({ ...webhookUrl, requiredWhen: [{ type: ['action'] }] }),
    order: whole({ ...order, default: 0 }),
    destination: choice({ ...smartListChange, choices: changes, default: 'none' }),
    ...smartLists,
  },
  async run(input, { api, operationId }) {
    const { name, type, webhookUrl = null, order } = input;
    const config = { name, type, order, webhookUrl, destination: destinationOf(input) ?? { type: 'none' } };
    return toRecord(await api(createOutcome(config satisfies SailorOutcomeConfig, operationId)));
  },
});

const anOutcome = {
  label: 'Outcome',
  from: 'allOutcomes',
  ...AN_ID,
  key: 'outcome_id',
} as const;

const update = defineAction({
  ...ABOUT,
  key: 'update',
  verb: 'Update',
  description: 'Updates an outcome. What you do not change stays as it is.',
  effect: 'write',
  repeatable: true,
  inputs: {
    outcome: entry(anOutcome),
    changes: group({
      label: 'Fields to Change',
      help: 'What you do not add here stays as it is in Sailor.',
      key: '',
      inputs: {
        name: text({ ...name, optional: true }),
        type: choice({ ...type, optional: true }),
        webhookUrl: text({ ...webhookUrl, optional: true }),
        order: whole({ ...order, optional: true }),
      },
    }),
    destination: choice({
      ...smartListChange,
      choices: [{ value: 'unchanged', label: 'Leave as It Is' }, ...changes],
      default: 'unchanged',
    }),
    ...smartLists,
  },
  async run(input, { api, operationId }) {
    const destination = destinationOf(input);
    const change = { ...input.changes, ...(destination && { destination }) };
    if (Object.keys(change).length === 0) {
      throw new OutcomeError('invalid_input', 'There is nothing to change.', {
        hint: 'Enter what to change, or choose a Smart List Change.',
      });
    }
    const outcomes = await api(listOutcomes());
    return toRecord(await api(changeOutcome(outcomes, input.outcome, change, operationId)));
  },
});

const remove = defineAction({
  ...ABOUT,
  key: 'delete',
  verb: 'Delete',
  description: 'Deletes an outcome for good.',
  effect: 'delete',
  repeatable: true,
  inputs: { outcome: entry(anOutcome) },
  outputs: { id: { label: 'Outcome ID', type: 'string' }, deleted: { label: 'Deleted', type: 'boolean' } },
  sample: { id: sample.id, deleted: true },
  run: ({ outcome }, { api }) => api(deleteOutcome(outcome)),
});

const find = defineAction({
  ...ABOUT,
  key: 'getAll',
  verb: 'Find',
  description: 'Finds outcomes by their name.',
  effect: 'read',
  repeatable: true,
  inputs: {
    name: text({
      label: 'Outcome Name',
      help: 'The whole name, in any letter case. Leave it empty for all outcomes.',
      optional: true,
    }),
  },
  /** Those that agents see first come first. */
  async run({ name }, { api, limit }) {
    return (await api(listOutcomes()))
      .filter((outcome) => name === undefined || normalName(outcome.name) === normalName(name))
      .sort((a, b) => a.order - b.order)
      .slice(0, limit)
      .map(toRecord);
  },
});

export const actions = [create, update, remove, find];

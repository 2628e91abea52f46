import { type Api, defineAction } from '../../action.ts';
import { choice, dateTime, group, type InputValues, text, yesNo } from '../../inputs.ts';
import { fields } from '../../outcome.ts';
import type { WireEvent } from '../../provider.ts';
import { deliverySettings, readDeliverySettings } from '../../settings.ts';
import { callTypes } from './callTypes.ts';
import { outputs, sampleCall, toCallRecord } from './callRecord.ts';
import { listCalls } from './calls.ts';
import type { EventCall } from './eventCall.ts';
import { recordedOutcomes, recordedTasks } from './recordedOutcomes.ts';

const filters = {
  since: dateTime({
    label: 'Since',
    help: 'Calls that start then or later. A call is found by its start, whenever its outcome was recorded. Leave it empty for all calls.',
    optional: true,
  }),
  search: text({
    label: 'Search',
    help: "A part of the contact's name, email address or phone number.",
    placeholder: 'sam.field@example.com',
    optional: true,
  }),
  closer: text({
    label: 'Closer',
    help: 'The email address or the user ID of the person who holds the call.',
    placeholder: 'closer@example.com',
    optional: true,
  }),
  callType: choice({
    label: 'Call Type',
    choices: callTypes.map(({ value, label }) => ({ value, label })),
    optional: true,
  }),
} as const;

const findCalls = defineAction({
  key: 'getAll',
  verb: 'Find',
  noun: 'Call',
  description: 'Finds booked calls, the newest booking first.',
  effect: 'read',
  repeatable: true,
  inputs: {
    ...filters,
    withOutcome: yesNo({
      label: 'With an Outcome Only',
      help: 'Whether to leave out calls without an outcome.',
    }),
  },
  outputs,
  sample: toCallRecord(sampleCall),
  run: ({ withOutcome, ...wanted }, { api, limit }) =>
    collect(wanted, api, limit, ({ wire }) =>
      withOutcome && recordedTasks(wire).length === 0 ? [] : [toCallRecord(wire)],
    ),
});

const findCallOutcomes = defineAction({
  key: 'getAll',
  verb: 'Find',
  noun: 'Call Outcome',
  description:
    'Finds the outcomes recorded for calls, as the trigger gives them. Use it to catch up on missed webhooks.',
  effect: 'read',
  repeatable: true,
  inputs: { ...filters, options: group({ label: 'Options', key: '', inputs: deliverySettings }) },
  outputs: fields,
  sample: { ...recordedOutcomes({ wire: sampleCall, raw: {} }, {})[0] },
  run({ options = {}, ...wanted }, { api, limit }) {
    const { receive, wants } = readDeliverySettings(options);
    return collect(wanted, api, limit, (call) => recordedOutcomes(call, receive).filter(wants));
  },
});

/** Reads no further page than the limit needs. */
async function collect<Found>(
  wanted: InputValues<typeof filters>,
  api: Api,
  limit = Infinity,
  of: (call: WireEvent<EventCall>) => Found[],
): Promise<Found[]> {
  const found: Found[] = [];
  for await (const call of listCalls(wanted, api)) {
    found.push(...of(call));
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}

export const callActions = [findCalls, findCallOutcomes];

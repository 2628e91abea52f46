import { type Api, defineAction } from '../../action.ts';
import { OutcomeError } from '../../errors.ts';
import { choice, dateTime, entry, group, list, longText, number, whole } from '../../inputs.ts';
import { choicesOf } from '../../settings.ts';
import * as iclosed from './api.ts';
import { callActions } from './callActions.ts';
import { listCalls } from './calls.ts';
import { callTypes } from './callTypes.ts';

const NO_SALE = { outcome: ['NO_SALE'] };
const REJECTED = { outcome: ['REJECTED'] };

const OUTCOMES = [
  { value: 'WON', label: 'Won', help: 'For strategy calls' },
  { value: 'NO_SALE', label: 'No Sale', help: 'For strategy calls' },
  { value: 'APPROVED', label: 'Approved', help: 'For discovery calls' },
  { value: 'REJECTED', label: 'Rejected', help: 'For discovery calls' },
] as const;

const recordCallOutcome = defineAction({
  key: 'upsert',
  verb: 'Record',
  noun: 'Call Outcome',
  description: 'Records the outcome of a call, or changes the one that the call has.',
  effect: 'write',
  // A repetition changes the same outcome again, but would add a second deal.
  repeatable: false,
  inputs: {
    eventCallId: entry({
      label: 'Event Call',
      help: 'The booked call. A call has one outcome: a new one takes its place.',
      placeholder: '123456',
      from: 'eventCalls',
      accepts: (id) => /^[1-9]\d{0,14}$/.test(id),
      mustBe: 'the number of a call, such as 123456',
      key: 'event_call_number',
    }),
    outcome: choice({
      label: 'Outcome',
      help: 'Strategy calls take Won or No Sale, discovery calls Approved or Rejected.',
      choices: OUTCOMES,
    }),
    noSaleReason: choice({
      label: 'Reason',
      help: 'Required for No Sale and Rejected. No Sale takes all but Bad Fit and Other, Rejected all but Follow-Up Scheduled and Unqualified.',
      choices: [
        { value: 'NO_SHOW', label: 'No Show' },
        { value: 'FOLLOW_UP_SCHEDULE', label: 'Follow-Up Scheduled', when: NO_SALE },
        { value: 'UNQUALIFIED', label: 'Unqualified', when: NO_SALE },
        { value: 'CONTACT_CANCELLED', label: 'Contact Cancelled' },
        { value: 'ADMIN_CANCELLED', label: 'Admin Cancelled' },
        { value: 'NOT_INTERESTED', label: 'Not Interested' },
        { value: 'BAD_FIT', label: 'Bad Fit', when: REJECTED },
        { value: 'OTHER', label: 'Other', when: REJECTED },
      ],
      when: { outcome: ['NO_SALE', 'REJECTED'] },
    }),
    objection: choice({
      label: 'Objection',
      help: 'Required for Won, and for No Sale when Reason is Follow-Up Scheduled or Unqualified.',
      choices: [
        { value: 'NO_OBJECTION', label: 'No Objection' },
        ...choicesOf(['MONEY', 'LOGISTIC', 'PARTNER', 'FEAR', 'SMOKE_SCREEN']),
      ],
      when: { outcome: ['WON', 'NO_SALE'] },
      requiredWhen: [
        { outcome: ['WON'] },
        { outcome: ['NO_SALE'], noSaleReason: ['FOLLOW_UP_SCHEDULE', 'UNQUALIFIED'] },
      ],
    }),
    notes: longText({ label: 'Notes', optional: true }),
    deal: group({
      label: 'Deal',
      help: 'Adds a deal to the call, or changes the one whose Deal ID you enter.',
      inputs: {
        value: number({ label: 'Deal Value', optional: true }),
        transactionType: choice({
          label: 'Transaction Type',
          choices: choicesOf(['WON', 'RECURRING', 'DEPOSIT']),
          optional: true,
        }),
        productId: whole({ label: 'Product ID', min: 1, optional: true }),
        date: dateTime({ label: 'Deal Date', optional: true }),
        transactionIds: list({
          label: 'Transaction IDs',
          placeholder: '12, 34',
          of: { kind: 'whole', min: 1 },
          optional: true,
        }),
        id: whole({
          label: 'Deal ID',
          help: 'Updates this deal instead of adding one.',
          min: 1,
          optional: true,
        }),
      },
    }),
  },
  outputs: {
    id: { label: 'Outcome ID', type: 'string' },
    noSaleReason: { label: 'Reason', type: 'string' },
    objection: { label: 'Objection', type: 'string' },
    updatedAt: { label: 'Updated At', type: 'datetime' },
  },
  sample: {
    id: '5120',
    noSaleReason: null,
    objection: 'NO_OBJECTION',
    updatedAt: '2024-03-20T10:30:00.000Z',
  },
  async run({ eventCallId, ...outcome }, { api }) {
    const call = iclosed.recordOutcome({ ...outcome, eventCallId: Number(eventCallId) });
    try {
      return { ...(await api(call)) };
    } catch (error) {
      throw (await wrongForItsType(error, eventCallId, outcome.outcome, api)) ?? error;
    }
  },
});

/** The type of the call says why iClosed refused the outcome, and what to choose. */
async function wrongForItsType(error: unknown, id: string, outcome: string, api: Api) {
  if (!(error instanceof OutcomeError) || error.code !== 'invalid_input') return undefined;
  const type = await typeOf(id, api).catch(() => undefined);
  if (!type || type.outcomes.some((taken) => taken === outcome)) return undefined;
  const labels = OUTCOMES.filter(({ value }) => type.outcomes.some((taken) => taken === value));
  return new OutcomeError(
    'invalid_input',
    `This is a ${type.label.toLowerCase()}, which takes ${labels.map(({ label }) => label).join(' or ')}.`,
    { hint: 'Nothing was recorded. Choose another Outcome, or another Event Call.' },
  );
}

async function typeOf(id: string, api: Api) {
  for await (const { wire } of listCalls({ id }, api)) {
    return callTypes.find(({ value }) => value === wire.callType);
  }
  return undefined;
}

export const actions = [recordCallOutcome, ...callActions];

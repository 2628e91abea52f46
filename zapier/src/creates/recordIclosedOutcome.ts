import {
  type CreatePerform,
  defineCreate,
  defineInputFields,
  type InferInputData,
  type PlainOutputField,
} from 'zapier-platform-core';
import { iclosedApi, perform as send } from '../../../shared/index.ts';
import { withZapierErrors } from '../errors.ts';
import { transportTo } from '../transport.ts';

/** A label for each value that the API takes. */
type Choices<Value extends string | undefined> = Record<NonNullable<Value>, string>;

export const inputFields = defineInputFields([
  {
    key: 'event_call_number',
    label: 'Event Call Number',
    helpText: 'The number that iClosed gives the booked call, for example from a step that lists calls.',
    type: 'integer',
    required: true,
  },
  {
    key: 'outcome',
    label: 'Outcome',
    helpText: 'Won and No Sale are for strategy calls, Approved and Rejected for discovery calls.',
    choices: {
      WON: 'Won',
      NO_SALE: 'No Sale',
      APPROVED: 'Approved',
      REJECTED: 'Rejected',
    } satisfies Choices<iclosedApi.IclosedOutcomeInput['outcome']>,
    required: true,
  },
  {
    key: 'no_sale_reason',
    label: 'Reason',
    helpText:
      'Needed for No Sale and for Rejected. No Sale takes all but Bad Fit and Other; Rejected takes all but Follow-Up Scheduled and Unqualified.',
    choices: {
      FOLLOW_UP_SCHEDULE: 'Follow-Up Scheduled',
      UNQUALIFIED: 'Unqualified',
      NO_SHOW: 'No Show',
      CONTACT_CANCELLED: 'Contact Cancelled',
      ADMIN_CANCELLED: 'Admin Cancelled',
      NOT_INTERESTED: 'Not Interested',
      BAD_FIT: 'Bad Fit',
      OTHER: 'Other',
    } satisfies Choices<iclosedApi.IclosedOutcomeInput['noSaleReason']>,
  },
  {
    key: 'objection',
    label: 'Main Objection',
    helpText: 'Needed for Won, and for No Sale with the reason Follow-Up Scheduled or Unqualified.',
    choices: {
      MONEY: 'Money',
      LOGISTIC: 'Logistic',
      PARTNER: 'Partner',
      FEAR: 'Fear',
      SMOKE_SCREEN: 'Smoke Screen',
      NO_OBJECTION: 'No Objection',
    } satisfies Choices<iclosedApi.IclosedOutcomeInput['objection']>,
  },
  { key: 'notes', label: 'Notes', type: 'text' },
  {
    key: 'deal_value',
    label: 'Deal Value',
    helpText: 'With any field of the deal filled in, the deal is added to the call.',
    type: 'number',
  },
  {
    key: 'deal_transaction_type',
    label: 'Transaction Type',
    choices: { WON: 'Won', RECURRING: 'Recurring', DEPOSIT: 'Deposit' } satisfies Choices<
      iclosedApi.IclosedDealInput['transactionType']
    >,
  },
  { key: 'deal_product_number', label: 'Product Number', type: 'integer' },
  { key: 'deal_date', label: 'Deal Date', type: 'datetime' },
  { key: 'deal_transaction_numbers', label: 'Transaction Numbers', type: 'integer', list: true },
  {
    key: 'deal_number',
    label: 'Existing Deal Number',
    helpText: 'With it that deal is changed, and no other is added.',
    type: 'integer',
  },
]);

type Input = InferInputData<typeof inputFields>;

export const perform = (async (z, bundle) =>
  withZapierErrors(z, async () => {
    const call = iclosedApi.recordOutcome(outcomeOf(bundle.inputData));
    return send(call, transportTo('iclosed', z, bundle));
  })) satisfies CreatePerform<typeof inputFields, iclosedApi.IclosedOutcome>;

function outcomeOf(input: Input): iclosedApi.IclosedOutcomeInput {
  const deal = {
    id: input.deal_number,
    value: input.deal_value,
    transactionType: input.deal_transaction_type as iclosedApi.IclosedDealInput['transactionType'],
    productId: input.deal_product_number,
    date: input.deal_date,
    transactionIds: input.deal_transaction_numbers,
  };
  return {
    eventCallId: input.event_call_number,
    outcome: input.outcome as iclosedApi.IclosedOutcomeInput['outcome'],
    noSaleReason: input.no_sale_reason as iclosedApi.IclosedOutcomeInput['noSaleReason'],
    objection: input.objection as iclosedApi.IclosedOutcomeInput['objection'],
    notes: input.notes,
    deal: Object.values(deal).every((value) => value === undefined) ? undefined : deal,
  };
}

const sample: iclosedApi.IclosedOutcome = {
  id: '5120',
  noSaleReason: null,
  objection: 'NO_OBJECTION',
  updatedAt: '2024-03-20T10:30:00.000Z',
};

const outputFields: PlainOutputField[] = [
  { key: 'id', label: 'Outcome ID', type: 'string' },
  { key: 'noSaleReason', label: 'Reason', type: 'string' },
  { key: 'objection', label: 'Objection', type: 'string' },
  { key: 'updatedAt', label: 'Updated At', type: 'datetime' },
];

export const recordIclosedOutcome = (label: string) =>
  defineCreate({
    key: 'iclosed_record_call_outcome',
    noun: 'Outcome',
    display: { label, description: 'Records the outcome of a call, or changes the one that the call has.' },
    operation: { inputFields, perform, sample: { ...sample }, outputFields },
  });

/** iClosed's public API: https://developer.iclosed.io/ */
import * as z from 'zod/mini';
import {
  type ApiCall,
  type ApiRequest,
  type ApiResponse,
  bodyOf,
  isSuccess,
  problemByStatus,
  retryAfterSeconds,
  validInput,
  wholeSeconds,
} from '../../api.ts';
import { OutcomeError } from '../../errors.ts';
import { block, isRecord, json, number, text } from '../../values/wire.ts';

export const NAME = 'iClosed';
export const BASE_URL = 'https://public.api.iclosed.io/v1';

export const outcomes = ['WON', 'NO_SALE', 'APPROVED', 'REJECTED'] as const;
export const noSaleReasons = [
  'FOLLOW_UP_SCHEDULE',
  'UNQUALIFIED',
  'NO_SHOW',
  'CONTACT_CANCELLED',
  'ADMIN_CANCELLED',
  'NOT_INTERESTED',
  'BAD_FIT',
  'OTHER',
] as const;
export const objections = ['MONEY', 'LOGISTIC', 'PARTNER', 'FEAR', 'SMOKE_SCREEN', 'NO_OBJECTION'] as const;
export const transactionTypes = ['WON', 'RECURRING', 'DEPOSIT'] as const;

/** `POST /v1/outcomes`: records the outcome of a call, or changes the one it has. */
export interface IclosedOutcomeInput {
  /** Number of the event call. */
  eventCallId: number;
  /** WON or NO_SALE for strategy calls, APPROVED or REJECTED for discovery calls. */
  outcome: (typeof outcomes)[number];
  noSaleReason?: (typeof noSaleReasons)[number] | undefined;
  objection?: (typeof objections)[number] | undefined;
  notes?: string | undefined;
  deal?: IclosedDealInput | undefined;
}

export interface IclosedDealInput {
  /** With it an existing deal is changed. */
  id?: number | undefined;
  value?: number | undefined;
  transactionType?: (typeof transactionTypes)[number] | undefined;
  productId?: number | undefined;
  /** ISO 8601. */
  date?: string | undefined;
  transactionIds?: readonly number[] | undefined;
}

export interface IclosedOutcome {
  id: string | null;
  noSaleReason: string | null;
  objection: string | null;
  updatedAt: string | null;
}

/** What goes with an outcome that needs a reason. */
export const reasonsByOutcome: Readonly<Record<string, readonly string[]>> = {
  NO_SALE: [
    'FOLLOW_UP_SCHEDULE',
    'UNQUALIFIED',
    'NO_SHOW',
    'CONTACT_CANCELLED',
    'ADMIN_CANCELLED',
    'NOT_INTERESTED',
  ],
  REJECTED: ['NO_SHOW', 'BAD_FIT', 'OTHER', 'NOT_INTERESTED', 'CONTACT_CANCELLED', 'ADMIN_CANCELLED'],
};

const wholeNumber = (message: string) => z.int(message).check(z.gte(1, message));

const outcomeInput = z
  .object({
    eventCallId: wholeNumber('The event call ID is a whole number.'),
    outcome: z.enum(outcomes, `The outcome is one of ${outcomes.join(', ')}.`),
    noSaleReason: z.optional(z.enum(noSaleReasons, `The reason is one of ${noSaleReasons.join(', ')}.`)),
    objection: z.optional(z.enum(objections, `The objection is one of ${objections.join(', ')}.`)),
    notes: z.optional(z.string('The notes are a text.')),
    deal: z.optional(
      z.object({
        id: z.optional(wholeNumber('The deal ID is a whole number.')),
        value: z.optional(z.number('The deal value is a number.')),
        transactionType: z.optional(
          z.enum(transactionTypes, `The transaction type is one of ${transactionTypes.join(', ')}.`),
        ),
        productId: z.optional(wholeNumber('The product ID is a whole number.')),
        date: z.optional(z.string('The deal date is a date and time.')),
        transactionIds: z.optional(z.array(wholeNumber('Transaction IDs are whole numbers.'))),
      }),
    ),
  })
  .check(
    z.refine(({ outcome, objection }) => outcome !== 'WON' || objection !== undefined, {
      error: 'WON needs an objection: choose NO_OBJECTION if there was none.',
    }),
    z.refine(({ outcome, noSaleReason }) => reasonsByOutcome[outcome]?.includes(noSaleReason ?? '') ?? true, {
      error: `A reason is needed: for NO_SALE one of ${reasonsByOutcome['NO_SALE']?.join(', ') ?? ''}; for REJECTED one of ${reasonsByOutcome['REJECTED']?.join(', ') ?? ''}.`,
    }),
    z.refine(
      ({ outcome, noSaleReason, objection }) =>
        outcome !== 'NO_SALE' ||
        !['FOLLOW_UP_SCHEDULE', 'UNQUALIFIED'].includes(noSaleReason ?? '') ||
        objection !== undefined,
      { error: 'NO_SALE with the reason FOLLOW_UP_SCHEDULE or UNQUALIFIED needs an objection too.' },
    ),
  );

export function recordOutcome(input: IclosedOutcomeInput): ApiCall<IclosedOutcome> {
  const { deal, ...outcome } = validInput(outcomeInput, input);
  return call(
    {
      method: 'POST',
      url: `${BASE_URL}/outcomes`,
      headers: { 'Content-Type': 'application/json' },
      body: { ...outcome, ...(deal === undefined ? {} : { newDeal: deal }) },
    },
    // A repetition changes the same outcome again, but would add a second deal.
    deal === undefined || deal.id !== undefined,
    (response) => readAnswer.parse(bodyOf(NAME, response)).data,
  );
}

const readAnswer = z.object({
  data: block({ id: text, noSaleReason: text, objection: text, updatedAt: text }),
});

/** Reads the stages of contacts: no parameters and no personal data, so a good test of a connection. */
export function testConnection(): ApiCall<null> {
  const request: ApiRequest = { method: 'GET', url: `${BASE_URL}/fields/contact-stage`, headers: {} };
  return call(request, true, () => null);
}

export function call<Result>(
  request: ApiRequest,
  repeatable: boolean,
  read: (response: ApiResponse) => Result,
): ApiCall<Result> {
  return {
    provider: NAME,
    request,
    repeatable,
    read(response) {
      if (!isSuccess(response)) throw problemOf(response);
      return read(response);
    },
  };
}

/**
 * The four forms of error bodies: `message` as text or as an object with details, `errors` by field, and the
 * rate limit's own: https://api-docs-dev.iclosed.io/
 */
function problemOf(response: ApiResponse): OutcomeError {
  const body = errorBody.parse(isRecord(response.body) ? response.body : {});
  const { code, message, hint } = problemByStatus(NAME, response);
  const refused = code === 'invalid_input' ? refusedFields(body) : [];
  const details = refused.length === 0 ? '' : ` It refused: ${refused.join('; ')}.`;
  return new OutcomeError(code, message + details, {
    hint: code === 'unauthorized' ? API_KEY_HINT : hint,
    retryAfterSeconds: wholeSeconds(body.retryAfter) ?? retryAfterSeconds(response),
  });
}

const API_KEY_HINT =
  'Enter a current API key, which starts with iclosed_ (in iClosed: Settings → Developers → API Keys).';

const errorBody = z.object({
  message: json,
  errors: json,
  retryAfter: number,
});

/** What users know the fields of a request by. */
const FIELDS: Readonly<Record<string, string>> = {
  eventCallId: 'Event Call',
  outcome: 'Outcome (strategy calls take WON or NO_SALE, discovery calls APPROVED or REJECTED)',
  noSaleReason: 'Reason',
  objection: 'Objection',
  notes: 'Notes',
  newDeal: 'Deal',
};

/** Our own names alone: what iClosed says of a field may quote what it holds. */
function refusedFields({ message, errors }: z.infer<typeof errorBody>): string[] {
  const details = isRecord(message) && isRecord(message.details) ? message.details : {};
  const refused = [errors, details.fieldErrors].filter(isRecord).flatMap(Object.keys);
  return Object.entries(FIELDS).flatMap(([field, name]) => (refused.includes(field) ? [name] : []));
}

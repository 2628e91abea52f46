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
  wholeSeconds,
} from '../../api.ts';
import { OutcomeError } from '../../errors.ts';
import { block, isRecord, json, number, text } from '../../values/wire.ts';

export const NAME = 'iClosed';
export const BASE_URL = 'https://public.api.iclosed.io/v1';

/** `POST /v1/outcomes`: records the outcome of a call, or changes the one it has. */
interface IclosedOutcomeInput {
  /** Number of the event call. */
  eventCallId: number;
  /** WON or NO_SALE for strategy calls, APPROVED or REJECTED for discovery calls. */
  outcome: string;
  noSaleReason?: string;
  objection?: string;
  notes?: string;
  deal?: IclosedDealInput;
}

interface IclosedDealInput {
  /** With it an existing deal is changed. */
  id?: number;
  value?: number;
  transactionType?: string;
  productId?: number;
  /** ISO 8601. */
  date?: string;
  transactionIds?: readonly number[];
}

interface IclosedOutcome {
  id: string | null;
  noSaleReason: string | null;
  objection: string | null;
  updatedAt: string | null;
}

export function recordOutcome({ deal, ...outcome }: IclosedOutcomeInput): ApiCall<IclosedOutcome> {
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
  'Enter a valid API key, which starts with iclosed_ (in iClosed: Settings → Developers → API Keys).';

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

import { OutcomeError, type OutcomeErrorCode } from './errors.ts';
import { isRecord } from './values/wire.ts';

/** A request to a provider without its credentials: the host adds those and sends it. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  /** Sent as JSON. */
  body?: Record<string, unknown>;
}

export interface ApiResponse {
  status: number;
  headers: Readonly<Record<string, unknown>>;
  /** Parsed JSON where it was JSON. */
  body: unknown;
}

/** One call to a provider: what to send, and what the answer means. */
export interface ApiCall<Result> {
  provider: string;
  request: ApiRequest;
  /** Whether sending it again after a time-out does no harm. */
  repeatable: boolean;
  /** Throws `OutcomeError` for an answer that is an error. */
  read: (response: ApiResponse) => Result;
}

/** How a host reaches a provider. */
export interface Transport {
  /**
   * Gives every answer, whatever its status; rejects only where there was none, at the latest after
   * `timeoutMilliseconds` where they are given.
   */
  send: (request: ApiRequest, timeoutMilliseconds?: number) => Promise<ApiResponse>;
  /** Waits; without it nothing is tried again. */
  sleep?: ((milliseconds: number) => Promise<void>) | undefined;
  /** Milliseconds of a clock that is never set back. */
  now?: (() => number) | undefined;
  /** By this clock, when all must be over; without it there is no limit. */
  until?: number | undefined;
}

/** For what takes several requests, in a time of its own. */
export interface PatientTransport extends Transport {
  sleep: (milliseconds: number) => Promise<void>;
  now: () => number;
}

/** Milliseconds. */
export function timeLeft({ now, until }: Transport): number {
  return now === undefined || until === undefined ? Infinity : until - now();
}

const ATTEMPTS = 4;
const LONGEST_WAIT_SECONDS = 30;
const LONGEST_DELAY_SECONDS = 3600;
const SECONDS = /^\d+(?:\.\d+)?$/;
/** With these the provider says that it did not carry the request out. */
const NOT_CARRIED_OUT: readonly OutcomeErrorCode[] = ['rate_limited', 'in_progress'];

/** Sends a call, and again where the provider asks for that or where repeating does no harm. */
export async function perform<Result>(call: ApiCall<Result>, transport: Transport): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return readAnswer(call, await answerTo(call, transport));
    } catch (error) {
      if (!(error instanceof OutcomeError) || !transport.sleep || attempt === ATTEMPTS) throw error;
      const mayRepeat = NOT_CARRIED_OUT.includes(error.code) || (call.repeatable && error.retryable);
      const seconds = error.retryAfterSeconds ?? 2 ** (attempt - 1);
      const limit = Math.min(LONGEST_WAIT_SECONDS * 1000, timeLeft(transport));
      if (!mayRepeat || seconds * 1000 > limit) throw error;
      await transport.sleep(seconds * 1000);
    }
  }
}

async function answerTo(
  { provider, request, repeatable }: ApiCall<unknown>,
  transport: Transport,
): Promise<ApiResponse> {
  if (timeLeft(transport) <= 0) {
    throw new OutcomeError('unavailable', `There was no time left to ask ${provider}.`, {
      hint: OTHERWISE.hint,
    });
  }
  try {
    return await transport.send(request);
  } catch (error) {
    if (error instanceof OutcomeError) throw error;
    // The host's own error may quote the request with its credentials.
    const message = `${provider} could not be reached or did not answer in time.`;
    throw repeatable
      ? new OutcomeError('unavailable', message, { hint: OTHERWISE.hint })
      : inDoubt(provider, message);
  }
}

function readAnswer<Result>({ provider, repeatable, read }: ApiCall<Result>, response: ApiResponse): Result {
  try {
    return read(response);
  } catch (error) {
    // A gateway answers so too when what is behind it goes on working.
    const isDoubtful = error instanceof OutcomeError && error.code === 'unavailable' && !repeatable;
    throw isDoubtful ? inDoubt(provider, error.message) : error;
  }
}

function inDoubt(provider: string, message: string): OutcomeError {
  return new OutcomeError('unavailable', `${message} It may have carried out the request.`, {
    hint: `Look in ${provider} before you run this again: it may happen twice.`,
  });
}

/** What an error answer means to the user. */
export interface ApiProblem {
  code: OutcomeErrorCode;
  message: string;
  hint: string;
}

const BY_STATUS: Readonly<Record<number, Omit<ApiProblem, 'message'> & { says: string }>> = {
  400: {
    code: 'invalid_input',
    says: 'did not accept the values',
    hint: 'Check the values, then try again.',
  },
  401: {
    code: 'unauthorized',
    says: 'did not accept the API key',
    hint: 'Enter a valid API key or token.',
  },
  403: {
    code: 'forbidden',
    says: 'does not permit this',
    hint: 'Ask an administrator of the account for the permission, or use an API key that has it.',
  },
  404: {
    code: 'not_found',
    says: 'cannot find this entry',
    hint: 'Choose it again: it may have been deleted.',
  },
  409: {
    code: 'conflict',
    says: 'reports a conflict',
    hint: 'Check the current state there, then try again.',
  },
  422: {
    code: 'invalid_input',
    says: 'did not accept the values',
    hint: 'Check the values, then try again.',
  },
  429: { code: 'rate_limited', says: 'received too many requests', hint: 'Wait a little, then try again.' },
};

const OTHERWISE = {
  code: 'unavailable',
  says: 'reported an internal error',
  hint: 'Try again in a few minutes. If this persists, contact its support.',
} as const;

/** The error for an answer of which only the status is known. */
export function problemByStatus(provider: string, { status }: ApiResponse): ApiProblem {
  const { code, says, hint } =
    BY_STATUS[status] ??
    (status < 500 ? { ...OTHERWISE, says: `answered with the status ${status}` } : OTHERWISE);
  return { code, message: `${provider} ${says}.`, hint };
}

/** `Retry-After` in whole seconds, or undefined; the date form is not used by any provider. */
export function retryAfterSeconds({ headers }: ApiResponse): number | undefined {
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after');
  return wholeSeconds(entry?.[1]);
}

/** A delay that a provider asks for: whole seconds, at most an hour. Undefined for anything else. */
export function wholeSeconds(value: unknown): number | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return SECONDS.test(text) ? Math.min(Math.ceil(Number(text)), LONGEST_DELAY_SECONDS) : undefined;
}

export function isSuccess({ status }: ApiResponse): boolean {
  return status >= 200 && status < 300;
}

/** The object of an answer, or an error: an answer of another form must not pass for a success. */
export function bodyOf(provider: string, { body }: ApiResponse): Record<string, unknown> {
  if (isRecord(body)) return body;
  throw new OutcomeError('unavailable', `${provider} sent an unreadable answer.`, {
    hint: OTHERWISE.hint,
  });
}

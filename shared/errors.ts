/**
 * What can go wrong, once for webhooks that come in and calls that go out.
 * `httpStatus` answers the sender of a webhook; `retryable` says whether the same request may succeed later.
 */
const codes = {
  unauthorized: { httpStatus: 401, retryable: false },
  malformed_body: { httpStatus: 400, retryable: false },
  invalid_payload: { httpStatus: 422, retryable: false },
  unknown_provider: { httpStatus: 404, retryable: false },
  invalid_input: { httpStatus: 422, retryable: false },
  forbidden: { httpStatus: 403, retryable: false },
  not_found: { httpStatus: 404, retryable: false },
  conflict: { httpStatus: 409, retryable: false },
  in_progress: { httpStatus: 409, retryable: true },
  rate_limited: { httpStatus: 429, retryable: true },
  unavailable: { httpStatus: 502, retryable: true },
} as const;

export type OutcomeErrorCode = keyof typeof codes;

interface OutcomeErrorOptions {
  /** What the user does next, in plain words. */
  hint: string;
  /** Seconds after which the provider wants the request again, when it said so. */
  retryAfterSeconds?: number | undefined;
}

/**
 * The only error of this package. Message and hint are written here or name what the user typed or set up;
 * never a secret, a header or a payload, so that both are safe in logs and answers.
 */
export class OutcomeError extends Error {
  override readonly name = 'OutcomeError';
  readonly code: OutcomeErrorCode;
  readonly hint: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: OutcomeErrorCode, message: string, { hint, retryAfterSeconds }: OutcomeErrorOptions) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get httpStatus(): number {
    return codes[this.code].httpStatus;
  }

  get retryable(): boolean {
    return codes[this.code].retryable;
  }

  toJSON(): {
    code: OutcomeErrorCode;
    message: string;
    hint: string;
    httpStatus: number;
    retryable: boolean;
  } {
    const { code, message, hint, httpStatus, retryable } = this;
    return { code, message, hint, httpStatus, retryable };
  }
}

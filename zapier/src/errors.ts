import type { ZObject } from 'zapier-platform-core';
import { OutcomeError } from '../../shared/index.ts';

/**
 * Runs a step and turns an error of ours into the one that Zapier acts on: a refused key asks the user to
 * reconnect, a throttled call waits and runs again, anything else shows its message and hint in the Zap.
 */
export async function withZapierErrors<Result>(
  z: ZObject,
  step: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    throw toZapierError(z, error);
  }
}

/**
 * The same for a webhook that came in: nobody could reconnect or repeat anything there. One that does not prove whom
 * it is from is halted, which the history shows but which never turns a Zap off, as failures do when forged
 * deliveries are most of its runs: https://docs.zapier.com/integrations/publish/integration-build-guidelines
 */
export function withDeliveryErrors<Result>(z: ZObject, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof OutcomeError) || error.code !== 'unauthorized') throw toPlainError(z, error);
    throw withoutBundle(new z.errors.HaltedError(sentencesOf(error)));
  }
}

/** What a person reads. Of an unforeseen error only the name, since its message may quote their data. */
export function sentencesOf(error: unknown): string {
  if (error instanceof OutcomeError) return `${error.message} ${error.hint}`;
  return `Unexpected error (${error instanceof Error ? error.name : typeof error}).`;
}

function toZapierError(z: ZObject, error: unknown): Error {
  if (!(error instanceof OutcomeError)) return toPlainError(z, error);
  switch (error.code) {
    case 'unauthorized':
      return withoutBundle(new z.errors.ExpiredAuthError(sentencesOf(error)));
    case 'rate_limited':
    case 'in_progress':
      return new z.errors.ThrottledError(sentencesOf(error), error.retryAfterSeconds);
    default:
      return toPlainError(z, error);
  }
}

/** With the code and status of the error, and this text. */
export function toPlainError(z: ZObject, error: unknown, text = sentencesOf(error)): Error {
  const { code, httpStatus } =
    error instanceof OutcomeError ? error : { code: 'unexpected', httpStatus: 500 };
  return new z.errors.Error(text, code, httpStatus);
}

/** Zapier appends the whole bundle, the user's contacts in it, to the message of an error without this mark. */
function withoutBundle(error: Error): Error {
  return Object.assign(error, { doNotContextify: true });
}

import { expect, test } from '@jest/globals';
import { OutcomeError } from '../../shared/index.ts';

test('an error is what its code says and shows nothing else', () => {
  const error = new OutcomeError('rate_limited', 'Too many requests.', {
    hint: 'Wait.',
    retryAfterSeconds: 3,
  });
  expect(error).toMatchObject({
    code: 'rate_limited',
    httpStatus: 429,
    retryable: true,
    retryAfterSeconds: 3,
  });
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toBe('OutcomeError: Too many requests.');
  expect(JSON.parse(JSON.stringify({ error }))).toEqual({
    error: {
      code: 'rate_limited',
      message: 'Too many requests.',
      hint: 'Wait.',
      httpStatus: 429,
      retryable: true,
    },
  });
});

test.each([
  ['unauthorized', 401, false],
  ['malformed_body', 400, false],
  ['invalid_payload', 422, false],
  ['unknown_provider', 404, false],
  ['invalid_input', 422, false],
  ['forbidden', 403, false],
  ['not_found', 404, false],
  ['conflict', 409, false],
  ['in_progress', 409, true],
  ['rate_limited', 429, true],
  ['unavailable', 502, true],
] as const)('%s answers %i, and may succeed later: %s', (code, httpStatus, retryable) => {
  expect(new OutcomeError(code, 'No.', { hint: 'Check.' })).toMatchObject({ httpStatus, retryable });
});

test('its answer to the sender cannot be changed from outside', () => {
  const error = new OutcomeError('unauthorized', 'No.', { hint: 'Check.' });
  expect(() => Object.assign(error, { httpStatus: 200 })).toThrow(TypeError);
  expect(error.httpStatus).toBe(401);
});

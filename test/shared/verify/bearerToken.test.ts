import { expect, test } from '@jest/globals';
import { bearerToken } from '../../../shared/verify/bearerToken.ts';
import type { WebhookRequest } from '../../../shared/verify/request.ts';

const token = 'correct-horse-battery';
const proof = bearerToken({ secret: { help: 'x' }, hint: 'x' });
const now = new Date(0);

function accepts(headers: WebhookRequest['headers'], secret = token): boolean {
  return proof.verify({ headers, rawBody: '' }, secret, now);
}

test.each([
  `Bearer ${token}`,
  `bearer ${token}`,
  `BEARER ${token}`,
  `bEaReR   ${token}`,
  `Bearer\t${token}`,
  `  Bearer ${token}  `,
])('%j is accepted', (authorization) => {
  expect(accepts({ authorization })).toBe(true);
  expect(accepts({ Authorization: authorization })).toBe(true);
  expect(accepts({ AUTHORIZATION: [authorization] })).toBe(true);
});

test.each([
  token,
  `Bearer${token}`,
  `Basic ${token}`,
  `Token ${token}`,
  `Bearer Bearer ${token}`,
  `Bearer ${token} ${token}`,
  `Bearer ${token}x`,
  `Bearer ${token.slice(1)}`,
  `Bearer ${token.toUpperCase()}`,
  `Bearer "${token}"`,
  'Bearer',
  'Bearer ',
  'Bearer undefined',
  '',
])('%j is refused', (authorization) => {
  expect(accepts({ authorization })).toBe(false);
});

test('a header sent twice is accepted only when both say the same', () => {
  expect(accepts({ authorization: [`Bearer ${token}`, `Bearer ${token}`] })).toBe(true);
  expect(accepts({ authorization: [`Bearer ${token}`, 'Bearer other'] })).toBe(false);
  expect(accepts({ authorization: 'Bearer other', Authorization: `Bearer ${token}` })).toBe(false);
});

test('other headers prove nothing', () => {
  expect(accepts({ 'x-authorization': `Bearer ${token}`, cookie: `Bearer ${token}` })).toBe(false);
  expect(accepts({})).toBe(false);
  expect(accepts(null as unknown as WebhookRequest['headers'])).toBe(false);
});

test('a token may have blanks and letters of any alphabet in it', () => {
  expect(accepts({ authorization: 'Bearer zwei Wörter' }, 'zwei Wörter')).toBe(true);
});

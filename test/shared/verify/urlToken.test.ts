import { expect, test } from '@jest/globals';
import { urlToken } from '../../../shared/verify/urlToken.ts';

const token = 'correct-horse-battery';
const proof = urlToken({ secret: { help: 'x' }, hint: 'x' });

function accepts(query: unknown, secret = token): boolean {
  const request = { headers: {}, rawBody: '', query: query as Record<string, string> };
  return proof.verify(request, secret, new Date(0));
}

test('the query parameter "token" is accepted', () => {
  expect(accepts({ token })).toBe(true);
  expect(accepts({ token, more: 'x' })).toBe(true);
  expect(accepts({ token: ` ${token} ` }, ` ${token} `)).toBe(true);
});

test.each<[string, unknown]>([
  ['no query', undefined],
  ['null', null],
  ['an empty query', {}],
  ['an empty token', { token: '' }],
  ['another token', { token: `${token}x` }],
  ['a shorter one', { token: token.slice(1) }],
  ['capitals', { token: token.toUpperCase() }],
  ['a list', { token: [token] }],
  ['two of them', { token: [token, token] }],
  ['an object', { token: { 0: token } }],
  ['true', { token: true }],
  ['another name', { Token: token, secret: token }],
  ['a text for a query', `token=${token}`],
])('%s is refused', (_what, query) => {
  expect(accepts(query)).toBe(false);
});

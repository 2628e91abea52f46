import { expect, test } from '@jest/globals';
import { onEachNode } from './builtApp.ts';
import { authData } from './world.ts';

onEachNode('connection', ({ execute, failure, world }) => {
  const connect = (data: Record<string, string>) => execute('authentication.test', { authData: data });

  test('tells which providers are connected', async () => {
    expect(await connect(authData)).toEqual({ connected: 'Sailor …5f1e, Air …90ab, iClosed …41dd' });
    const secret = 'a-made-up-token-0123';
    expect(await connect({ air_webhook_secret: secret })).toEqual({ connected: 'Air …0123' });
  });

  test('needs no secret of iClosed where the account has none', async () => {
    expect(await connect({ iclosed_accept_unverified: 'true' })).toEqual({
      connected: 'iClosed (unverified)',
    });
  });

  test.each([
    { air_webhook_secret: 'short' },
    { air_webhook_secret: '                  ' },
    { iclosed_webhook_secret: '   ' },
    { iclosed_webhook_secret: 'whsec_no-base64-at-all!' },
    { iclosed_webhook_secret: 'c2hvcnQ=' },
  ])('refuses what can be no secret: %j', async (secrets) => {
    const error = await failure('authentication.test', { authData: { ...authData, ...secrets } });
    expect(error.message).toMatch(/The (Bearer Token|Signing Secret) must /);
  });

  test('reports every provider that refuses, by name', async () => {
    const error = await failure('authentication.test', {
      authData: { sailor_api_token: 'wrong', iclosed_api_key: 'iclosed_key-expired' },
    });
    expect(error.message).toMatch(/Sailor: .*token.*\\niClosed: .*API key/);
  });

  test('reports an outage as one, and beside it what else is wrong', async () => {
    world().sailor.faults.push({ answer: { status: 500 } });
    const error = await failure('authentication.test', {
      authData: { ...authData, iclosed_api_key: 'iclosed_key-expired' },
    });
    expect(JSON.parse(error.message)).toMatchObject({
      code: 'unavailable',
      status: 502,
      message: expect.stringMatching(/^Sailor: Sailor reported an internal error.*\niClosed: .*API key/),
    });
  });

  test('asks for at least one key', async () => {
    const error = await failure('authentication.test', { authData: { sailor_api_token: '' } });
    expect(error.message).toContain('Enter at least one');
  });
});

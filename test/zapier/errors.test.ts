import { expect, test } from '@jest/globals';
import { iclosedRateLimited } from '../emulators/iclosed.ts';
import { sailorError, type SailorErrorCode, sailorErrors } from '../emulators/sailor.ts';
import { onEachNode, PERSON } from './builtApp.ts';
import { authData } from './world.ts';

onEachNode('errors', ({ failure, world }) => {
  const expectedName: Partial<Record<SailorErrorCode, string>> = {
    unauthorized: 'ExpiredAuthError',
    idempotency_key_in_use: 'ThrottledError',
  };

  test.each(Object.keys(sailorErrors) as SailorErrorCode[])('Sailor: %s', async (code) => {
    world().sailor.faults.push({ answer: sailorError(code) });
    const error = await failure('creates.sailor_create_outcome.operation.perform', {
      inputData: { name: PERSON.name, type: 'disposition' },
    });
    expect(error.name).toBe(expectedName[code] ?? 'AppError');
  });

  test.each([
    { step: 'creates.air_start_call', inputData: { prompt_number: 1, ...PERSON }, provider: 'air' },
    {
      step: 'creates.iclosed_record_call_outcome',
      inputData: { event_call_number: 124, outcome: 'APPROVED', notes: PERSON.name },
      provider: 'iclosed',
    },
  ] as const)('$step', async ({ step, inputData, provider }) => {
    const quoting = {
      errors: { phone: [`${PERSON.phone} is no number`], notes: [authData.iclosed_api_key, PERSON] },
    };
    const answers = [
      [{ status: 401, body: { message: 'no' } }, 'ExpiredAuthError'],
      [iclosedRateLimited(3), 'ThrottledError'],
      [{ status: 400, body: { message: PERSON.name } }, 'AppError'],
      [{ status: 400, body: quoting }, 'AppError'],
      [{ status: 500 }, 'AppError'],
      ['reset', 'AppError'],
    ] as const;
    for (const [answer, name] of answers) {
      world()[provider].faults.push({ answer });
      expect((await failure(`${step}.operation.perform`, { inputData })).name).toBe(name);
    }
  });

  test('the wait that iClosed asks for', async () => {
    world().iclosed.faults.push({ answer: iclosedRateLimited(3) });
    const error = await failure('creates.iclosed_record_call_outcome.operation.perform', {
      inputData: { event_call_number: 124, outcome: 'APPROVED' },
    });
    expect(JSON.parse(error.message)).toMatchObject({ delay: 3 });
  });

  test('a connection without the key that a step needs', async () => {
    const error = await failure('creates.air_start_call.operation.perform', {
      authData: {},
      inputData: { prompt_number: 1, ...PERSON },
    });
    // Zapier would ask to reconnect, and meanwhile hold the Zaps of the other providers.
    expect(error.name).toBe('AppError');
    expect(error.message).toContain('This connection has no Air API Token.');
  });

  // Zapier throws on its own templates in a header, too.
  test.each([`${authData.air_api_key}\u200b`, '{{bundle.authData.air_webhook_secret}}'])(
    'a key that no header can carry: %s',
    async (air_api_key) => {
      const error = await failure('creates.air_start_call.operation.perform', {
        authData: { air_api_key },
        inputData: { prompt_number: 1, ...PERSON },
      });
      expect(error.name).toBe('ExpiredAuthError');
      expect(error.message).toContain('Air API Token of this connection contains an invalid character');
    },
  );

  // Zapier would take it out of the query, and a search for nothing finds any call.
  test.each(['{{name}}', 'Robin {{bundle.inputData.name}}'])('a search for %s', async (search) => {
    const error = await failure('searches.iclosed_find_call.operation.perform', { inputData: { search } });
    expect(error.message).toContain('A search cannot contain “{{”.');
    expect(world().iclosed.requests).toEqual([]);
  });

  test('a call that may have been started, although no answer came', async () => {
    world().air.faults.push({ applied: true, answer: 'reset' });
    const error = await failure('creates.air_start_call.operation.perform', {
      inputData: { prompt_number: 1, ...PERSON },
    });
    expect(error.message).toContain('It may have carried out the request. Look in Air');
  });

  test.each([500, 502, 504])('a call that may go on behind the status %j', async (status) => {
    world().air.faults.push({ answer: { status } });
    const error = await failure('creates.air_start_call.operation.perform', {
      inputData: { prompt_number: 1, ...PERSON },
    });
    expect(error.message).toContain('It may have carried out the request. Look in Air');
  });

  test.each([{ status: 'ERROR' }, { status: null }, { error: 'no' }, {}, undefined])(
    'a call that Air does not confirm, although its status is 200: %j',
    async (body) => {
      world().air.faults.push({ answer: { status: 200, body } });
      const error = await failure('creates.air_start_call.operation.perform', {
        inputData: { prompt_number: 1, ...PERSON },
      });
      expect(error.message).toMatch(/(did not confirm the call|may have carried out).*Look in Air before/);
    },
  );

  test.each([0, -1, '0', 'agent', 1.5])('a prompt ID that is none: %j', async (prompt_number) => {
    const error = await failure('creates.air_start_call.operation.perform', {
      inputData: { prompt_number, ...PERSON },
    });
    expect(error.message).toMatch(/Prompt ID must be (at least 1|a whole number)\./);
    expect(world().air.requests).toEqual([]);
  });
});

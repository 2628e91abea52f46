import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type AirEmulator, createAirEmulator } from '../../../emulators/air.ts';
import { serveOnLoopback } from '../../../helpers/loopback.ts';
import { runAction } from '../../../helpers/runAction.ts';

const input = { promptId: 48213, phone: '+15555550123', name: 'Robin', metadata: { crmId: 'lead-318' } };

let air: AirEmulator;
let host: Awaited<ReturnType<typeof serveOnLoopback>>;

beforeEach(async () => {
  air = createAirEmulator({ tokens: ['good'] });
  host = await serveOnLoopback(air.listener, 'Bearer good');
});

afterEach(async () => {
  air.close();
  await host.close();
});

const start = (change: object = {}) =>
  runAction('air', 'Start Call', { ...input, ...change }, host.transport);

test('a call is started with its metadata', async () => {
  const { phone, name } = input;
  expect(await start()).toEqual([{ status: 'OK', phone, name }]);
  expect(JSON.parse(air.requests[0]?.text ?? '')).toEqual(input);
});

test('a national number is called in the default country', async () => {
  await start({ phone: '(555) 555-0123', defaultCountry: 'United States' });
  expect(JSON.parse(air.requests[0]?.text ?? '')).toEqual(input);
});

test('nobody is called twice because an answer got lost', async () => {
  air.faults.push({ applied: true, answer: 'reset' });

  await expect(start()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('It may have carried out the request.'),
    hint: expect.stringContaining('it may happen twice'),
  });
  expect(air.requests).toHaveLength(1);
});

test.each([
  [{ promptId: 'agent' }, 'Prompt ID must be a whole number.'],
  [{ promptId: 0 }, 'Prompt ID must be at least 1.'],
  [{ phone: 'mum' }, 'Phone Number must be a phone number with its country code, such as +15555550100.'],
  [
    { phone: '5555550123' },
    'Phone Number must be a phone number with its country code, such as +15555550100.',
  ],
  [{ name: '' }, 'Contact Name is required.'],
  [{ metadata: 'x' }, 'Metadata must be names and values.'],
])('wrong input is refused before anything is sent: %j', async (change, message) => {
  await expect(start(change)).rejects.toMatchObject({ code: 'invalid_input', message });
  expect(air.requests).toEqual([]);
});

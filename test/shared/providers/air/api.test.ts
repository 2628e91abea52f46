import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { airApi, perform } from '../../../../shared/index.ts';
import { type AirEmulator, createAirEmulator } from '../../../emulators/air.ts';
import { serveOnLoopback } from '../../../helpers/loopback.ts';

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

test('a call is started with its metadata', async () => {
  expect(await perform(airApi.startCall(input), host.transport)).toEqual({ status: 'OK' });
  expect(JSON.parse(air.requests[0]?.text ?? '')).toEqual(input);
});

test('nobody is called twice because an answer got lost', async () => {
  air.faults.push({ applied: true, answer: 'reset' });

  await expect(perform(airApi.startCall(input), host.transport)).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect(air.requests).toHaveLength(1);
});

test.each([
  [{ promptId: 'agent' }, /prompt ID/],
  [{ phone: 'mum' }, /phone number/],
  [{ name: '' }, /name of the person/],
  [{ metadata: 'x' }, /names and values/],
])('wrong input is refused before anything is sent: %j', (change, message) => {
  expect(() => airApi.startCall({ ...input, ...change } as typeof input)).toThrow(message);
});

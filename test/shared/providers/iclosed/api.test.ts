import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OutcomeError, perform } from '../../../../shared/index.ts';
import { recordOutcome, testConnection } from '../../../../shared/providers/iclosed/api.ts';
import {
  createIclosedEmulator,
  type IclosedEmulator,
  type IclosedOptions,
  iclosedRateLimited,
} from '../../../emulators/iclosed.ts';
import { serveOnLoopback } from '../../../helpers/loopback.ts';
import { runAction } from '../../../helpers/runAction.ts';

const call = {
  contactId: 1,
  userId: 2,
  email: 'closer@example.com',
  eventId: 3,
  eventName: 'Strategy Call',
  dateTimeUTC: '2026-01-02T03:04:05.000Z',
  duration: 30,
  durationUnit: 'MINUTES',
};

let iclosed: IclosedEmulator;
let host: Awaited<ReturnType<typeof serveOnLoopback>>;

async function start(authorization = 'Bearer iclosed_good', options: Partial<IclosedOptions> = {}) {
  iclosed = createIclosedEmulator({
    keys: { iclosed_good: 'accepted', iclosed_old: 'expired' },
    eventCalls: [
      { ...call, id: 123, callType: 'STRATEGY_EVENT' },
      { ...call, id: 124, callType: 'DISCOVERY_EVENT' },
    ],
    ...options,
  });
  host = await serveOnLoopback(iclosed.listener, authorization);
}

async function stop() {
  iclosed.close();
  await host.close();
}

beforeEach(() => start());
afterEach(stop);

const record = async (input: object) => {
  const [recorded] = await runAction('iclosed', 'Record Call Outcome', { ...input }, host.transport);
  return recorded;
};

describe('what iClosed accepts is sent as it is', () => {
  test.each([
    { eventCallId: 123, outcome: 'WON', objection: 'NO_OBJECTION', notes: 'Signed.', deal: { value: 5000 } },
    { eventCallId: 123, outcome: 'NO_SALE', noSaleReason: 'NOT_INTERESTED' },
    { eventCallId: 123, outcome: 'NO_SALE', noSaleReason: 'FOLLOW_UP_SCHEDULE', objection: 'MONEY' },
    { eventCallId: 124, outcome: 'APPROVED' },
    { eventCallId: 124, outcome: 'REJECTED', noSaleReason: 'BAD_FIT' },
  ])('%j', async (input) => {
    const recorded = await record(input);

    expect(recorded?.['id']).not.toBeNull();
    const { deal, ...rest } = input;
    expect(iclosed.recorded.get(input.eventCallId)).toMatchObject({
      ...rest,
      ...(deal && { newDeal: deal }),
    });
  });
});

describe('what iClosed would refuse is refused before anything is sent, with the field and the rule', () => {
  test.each([
    [{ eventCallId: 1.5, outcome: 'APPROVED' }, /^Event Call must be the number of a call/],
    [
      { eventCallId: 123, outcome: 'SOLD' },
      /^Outcome must be “Won”, “No Sale”, “Approved”, or “Rejected”\.$/,
    ],
    [{ eventCallId: 123, outcome: 'WON' }, /^Objection is required when Outcome is Won\.$/],
    [{ eventCallId: 123, outcome: 'NO_SALE' }, /^Reason is required when Outcome is No Sale or Rejected\.$/],
    [
      { eventCallId: 123, outcome: 'NO_SALE', noSaleReason: 'BAD_FIT' },
      /^Reason must be “No Show”, .*“Unqualified”.*, or “Not Interested”\.$/,
    ],
    [
      { eventCallId: 123, outcome: 'NO_SALE', noSaleReason: 'UNQUALIFIED' },
      /^Objection is required when Outcome is No Sale and Reason is Follow-Up Scheduled or Unqualified\.$/,
    ],
    [
      { eventCallId: 124, outcome: 'REJECTED', noSaleReason: 'FOLLOW_UP_SCHEDULE' },
      /^Reason must be “No Show”, .*, or “Other”\.$/,
    ],
    [{ eventCallId: 124, outcome: 'APPROVED', deal: { value: 'much' } }, /^Deal Value must be a number\.$/],
  ])('%j', async (input, message) => {
    await expect(record(input)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(message),
    });
    expect(iclosed.requests).toEqual([]);
  });
});

describe('errors', () => {
  test.each(['details', 'errors'] as const)(
    'of fields in the form "%s" name the field',
    async (errorBody) => {
      await stop();
      await start(undefined, { errorBody });

      const call = recordOutcome({ eventCallId: 123, outcome: 'APPROVED' });
      await expect(perform(call, host.transport)).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringMatching(/refused: Outcome \(strategy calls take WON or NO_SALE.*\)\.$/),
      });
    },
  );

  test.each<Record<string, unknown>>([
    { message: 'iclosed_key of jo@example.com', errors: { email: ['jo@example.com is not valid'] } },
    { errors: { 'jo@example.com': 'Required' } },
    {
      message: {
        status: 400,
        details: { formErrors: ['iclosed_key'], fieldErrors: { email: ['jo@example.com'] } },
      },
    },
  ])('never quote what iClosed says: %j', async (body) => {
    iclosed.faults.push({ answer: { status: 400, body } });
    await expect(record({ eventCallId: 124, outcome: 'APPROVED' })).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'iClosed did not accept the values.',
    });
  });

  test('name refused fields as users know them, whatever iClosed says of each', async () => {
    const errors = {
      email: ['jo@example.com is not valid'],
      newDeal: [{ path: ['value'], received: 'jo@example.com' }],
      notes: 'iclosed_key',
      noSaleReason: null,
    };
    iclosed.faults.push({ answer: { status: 422, body: { errors } } });
    await expect(record({ eventCallId: 124, outcome: 'APPROVED' })).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'iClosed did not accept the values. It refused: Reason; Notes; Deal.',
    });
  });

  test.each(['Bearer iclosed_wrong', 'Bearer iclosed_old', 'Bearer iclosed-good'])(
    'of the key lead to the connection: %s',
    async (authorization) => {
      await stop();
      await start(authorization);

      await expect(perform(testConnection(), host.transport)).rejects.toMatchObject({
        code: 'unauthorized',
        hint: expect.stringMatching(/iclosed_/),
      });
    },
  );

  test('of the rate limit are waited for as long as iClosed says', async () => {
    iclosed.faults.push({ times: 2, answer: iclosedRateLimited(3) });

    await record({ eventCallId: 124, outcome: 'APPROVED' });

    expect(host.waits).toEqual([3000, 3000]);
  });

  test('without an answer are not repeated where that would add a second deal', async () => {
    iclosed.faults.push({ times: 9, applied: true, answer: 'reset' });

    await expect(
      record({ eventCallId: 123, outcome: 'WON', objection: 'FEAR', deal: { value: 1 } }),
    ).rejects.toBeInstanceOf(OutcomeError);
    expect(iclosed.requests).toHaveLength(1);
  });

  test('without an answer are repeated where the same outcome is only written again', async () => {
    iclosed.faults.push({ times: 2, applied: true, answer: 'reset' });

    await record({ eventCallId: 124, outcome: 'APPROVED' });

    expect(iclosed.requests).toHaveLength(3);
  });
});

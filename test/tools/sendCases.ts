/** The deliveries that `npm run send` sends: the documented samples, with invented values and real proofs. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { type ProviderId, providers } from '../../shared/index.ts';
import { UsageError } from './commandLine.ts';
import { without } from './without.ts';

type Json = Record<string, unknown>;

export interface SentDelivery {
  says: string;
  body: string;
  headers: Record<string, string>;
  query: Record<string, string>;
  /** Whether a trigger that checks proofs must refuse it. */
  isRefused: boolean;
}

/** A part of a case: the body it sends, and how that is proven. */
interface Part {
  says: string;
  body: string;
  proof?: 'none' | 'wrong' | 'late';
  isRefused?: boolean;
}

interface Case {
  says: string;
  parts: (provider: ProviderId) => Part[];
}

const TEN_MINUTES = 10 * 60 * 1000;

/** One outcome, new each time, since a trigger drops what it has seen. */
const sales: Readonly<Record<ProviderId, () => Json | Json[]>> = {
  sailor: () => {
    const { call, outcome, ...rest } = sampleOf('sailor');
    return {
      ...rest,
      timestamp: Date.now(),
      outcome: { ...(outcome as Json), outcome_name: 'Sale' },
      call: { ...(call as Json), call_id: randomUUID(), phone_number: '+15555550142' },
    };
  },
  air: () => {
    const { call } = sampleOf('air');
    return {
      call: {
        ...(call as Json),
        sid: `CA${randomBytes(16).toString('hex')}`,
        fromNumber: '+15555550100',
        toNumber: '+15555550142',
        outcome: 'Sale',
        primaryOutcomeAchieved: true,
        // As PostgreSQL prints it.
        createdAt: new Date().toISOString().replace('T', ' ').replace('Z', '+00'),
      },
      headers: {},
    };
  },
  iclosed: () => [
    {
      ...sampleOf('iclosed'),
      uuid: randomInt(1e9),
      contactId: randomInt(1e9),
      email: 'dana@example.com',
      phoneNumber: '+15555550142',
      callOutcome: 'SALE',
      startTime: new Date().toISOString(),
    },
  ],
};

/** Events of the same webhook that are not outcomes: acknowledged, and nothing more. */
const otherEvents: Readonly<Partial<Record<ProviderId, () => Json | Json[]>>> = {
  air: () => {
    const { call, ...rest } = sales.air() as { call: Json };
    return { ...rest, call: without(call, 'outcome', 'notes', 'primaryOutcomeAchieved') };
  },
  iclosed: () => {
    const [sale] = sales.iclosed() as Json[];
    return [{ ...sale, hookType: 'Call booked' }];
  },
};

const text = (body: unknown) => JSON.stringify(body);

export const cases = {
  sale: {
    says: 'one new outcome',
    parts: (id) => [{ says: 'a sale', body: text(sales[id]()) }],
  },
  edited: {
    says: 'a sale, and the same outcome edited to no sale (iClosed)',
    parts: (id) => {
      if (id !== 'iclosed') throw new UsageError(`${providers[id].name} does not send edited outcomes.`);
      const [sale] = sales[id]() as Json[];
      const edited = { ...sale, callOutcome: 'NO_SALE', noSaleReason: 'NOT_INTERESTED', dealValue: null };
      return [
        { says: 'a sale', body: text([sale]) },
        {
          says: 'the same outcome, edited to no sale: another record with the same Outcome Key',
          body: text([edited]),
        },
      ];
    },
  },
  repeat: {
    says: 'the same outcome twice: the second is dropped',
    parts: (id) => {
      const body = text(sales[id]());
      return [
        { says: 'a sale', body },
        { says: 'the same delivery again, which must start nothing', body },
      ];
    },
  },
  'no-proof': {
    says: 'a sale without token or signature: refused',
    parts: (id) => [
      { says: 'a sale without proof', body: text(sales[id]()), proof: 'none', isRefused: true },
    ],
  },
  'bad-signature': {
    says: 'a sale with the proof of another secret: refused',
    parts: (id) => [
      { says: 'a sale with a wrong proof', body: text(sales[id]()), proof: 'wrong', isRefused: true },
    ],
  },
  late: {
    says: 'a sale that was signed ten minutes ago: refused (iClosed)',
    parts: (id) => {
      if (!providers[id].proof.signsBody) throw new UsageError(`${providers[id].name} signs no time.`);
      return [
        { says: 'a sale signed ten minutes ago', body: text(sales[id]()), proof: 'late', isRefused: true },
      ];
    },
  },
  'other-event': {
    says: 'an event that is not an outcome: acknowledged, starts nothing (Air, iClosed)',
    parts: (id) => {
      const body = otherEvents[id]?.();
      if (!body) throw new UsageError(`${providers[id].name} sends no other events.`);
      return [{ says: 'an event that is not an outcome, which must start nothing', body: text(body) }];
    },
  },
  malformed: {
    says: 'a body that is not JSON: refused',
    parts: () => [{ says: 'a body that is not JSON', body: '{"call":', isRefused: true }],
  },
  'no-event': {
    says: 'JSON that is not an event of the provider: refused',
    parts: () => [{ says: 'JSON that is not an event', body: '{"hello":"world"}', isRefused: true }],
  },
} as const satisfies Record<string, Case>;

export type CaseName = keyof typeof cases;
export const caseNames = Object.keys(cases) as CaseName[];

export function deliveriesFor(
  id: ProviderId,
  name: CaseName,
  secret: string | undefined,
  now: Date,
): SentDelivery[] {
  const { proof } = providers[id];
  const { label, accepts, requirement, from } = proof.secret;
  if (secret !== undefined && !accepts(secret)) throw new UsageError(`The ${label} ${requirement}.`);
  const parts: readonly Part[] = cases[name].parts(id);
  return parts.map(({ says, body, proof: how, isRefused = false }) => {
    if (how === 'late' && secret === undefined) throw new UsageError('This case needs --secret.');
    const key = how === 'wrong' ? from(randomBytes(24)) : how === 'none' ? undefined : secret;
    const signedAt = how === 'late' ? new Date(Number(now) - TEN_MINUTES) : now;
    const { headers = {}, query = {} } = key === undefined ? {} : proof.sign(body, key, signedAt);
    return {
      says,
      body,
      headers,
      // A token that the URL has by itself must not prove what is to be without proof.
      query: how === 'none' && !proof.signsBody ? { token: '' } : query,
      isRefused,
    };
  });
}

function sampleOf(id: ProviderId): Json {
  const [sample] = providers[id].samples;
  return (Array.isArray(sample) ? sample[0] : sample) as Json;
}

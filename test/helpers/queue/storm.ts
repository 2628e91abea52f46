import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Proof, senders } from '../../host/n8n/senders.ts';
import { type ProviderId, providerIds } from '../../../shared/index.ts';
import { sampleOf } from '../fixtures.ts';

/** What a sender means to deliver: an outcome, or something that must be refused. */
export type DeliveryKind = 'outcome' | 'malformed' | 'wrong proof';

export interface Delivery {
  kind: DeliveryKind;
  provider: ProviderId;
  body: Buffer;
  /** The prospect's number, which no two outcomes share: tells in the CRM which outcome a record is from. */
  phone: string;
  /** Posted in the same instant as the one before it, to another process. */
  isTwin: boolean;
}

export interface Target {
  workflowId: string;
  path: string;
  secret: string;
}

export interface Result {
  delivery: Delivery;
  /** The fault that was the last one when the delivery was first sent. */
  phase: string;
  attempts: number;
  /** The status that ended it; null when the sender gave up without one. */
  status: number | null;
}

/** The address of a process for the delivery with this number; the same number may get another one later. */
export type Route = (turn: number) => string;

/** Something that goes wrong when this share of the deliveries has been sent. */
export interface Fault {
  name: string;
  at: number;
  strike: () => Promise<void>;
}

const REPEATED = 0.3;
const REFUSED = 0.01;
const SENDERS = 10;
/** iClosed wants its answer within 5 s and backs off exponentially for 24 h; the other two say nothing, so all act like it. */
const ANSWER_WITHIN_MS = 5_000;
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000];
/** Who sends what must be refused gives up sooner, so that the storm comes to an end. */
const BAD_PAUSES_MS = PAUSES_MS.slice(0, 3);

/** The deliveries in the order of sending. Equal seeds give equal storms. */
export function planStorm(count: number, seed: number): Delivery[] {
  const random = randomFrom(seed);
  const refused = Math.round(count * REFUSED);
  const repeats = Math.round(count * REPEATED);
  const outcomes = count - repeats - 2 * refused;
  const plan: { at: number; delivery: Delivery }[] = [];
  const add = (at: number, delivery: Delivery) => plan.push({ at, delivery });
  for (let index = 0; index < outcomes; index++) add(random(), makeDelivery('outcome', index));
  for (let index = 0; index < refused; index++) {
    add(random(), makeDelivery('malformed', outcomes + index));
    add(random(), makeDelivery('wrong proof', outcomes + refused + index));
  }
  const originals = plan.filter(({ delivery }) => delivery.kind === 'outcome');
  for (let index = 0; index < repeats; index++) {
    const original = originals[Math.floor(random() * originals.length)];
    if (!original) break;
    const { at, delivery } = original;
    const isTwin = index % 2 === 0;
    // A twin is next in line; a late repeat is anywhere in what is left of the storm.
    add(isTwin ? at : at + random() * (1 - at), { ...delivery, isTwin });
  }
  return plan.sort((a, b) => a.at - b.at).map(({ delivery }) => delivery);
}

/**
 * Sends them as fast as they are answered, and strikes with each fault when its moment has come.
 * @param faults in the order of their moments
 */
export async function sendStorm(
  deliveries: readonly Delivery[],
  targets: Readonly<Record<ProviderId, Target>>,
  faults: readonly Fault[],
  route: Route,
): Promise<Result[]> {
  const results: Result[] = [];
  const strikes: Promise<void>[] = [];
  const bad: Promise<unknown>[] = [];
  const due = [...faults];
  let phase = 'none yet';
  let next = 0;
  const sendNext = async (): Promise<void> => {
    for (;;) {
      const [fault] = due;
      if (fault && next >= fault.at * deliveries.length) {
        due.shift();
        phase = fault.name;
        strikes.push(fault.strike());
      }
      const first = next;
      if (deliveries[first] === undefined) return;
      do next++;
      while (deliveries[next]?.isTwin);
      const group = deliveries.slice(first, next).map(async (delivery, index) => {
        const target = targets[delivery.provider];
        results.push(await send(delivery, target, () => route(first + index), phase));
      });
      // Nothing good waits for what is refused again and again.
      if (deliveries[first].kind === 'outcome') await Promise.all(group);
      else bad.push(...group);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sendNext));
  await Promise.all([...strikes, ...bad]);
  return results;
}

/** Until it is answered with anything but a 5xx, or the patience is at its end. */
async function send(delivery: Delivery, target: Target, route: () => string, phase: string): Promise<Result> {
  let status: number | null = null;
  let attempts = 0;
  for (const pause of [0, ...(delivery.kind === 'outcome' ? PAUSES_MS : BAD_PAUSES_MS)]) {
    if (pause > 0) await sleep(pause);
    status = await post(route() + target.path, delivery.body, proofOf(delivery, target.secret));
    attempts++;
    if (status !== null && status < 500) break;
  }
  return { delivery, phase, attempts, status };
}

function proofOf({ kind, provider, body }: Delivery, secret: string): Proof {
  const sender = senders[provider];
  return sender.prove(kind === 'wrong proof' ? sender.newSecret() : secret, body);
}

async function post(url: string, body: Buffer, { headers, query }: Proof): Promise<number | null> {
  const target = new URL(url);
  for (const [name, value] of Object.entries(query ?? {})) target.searchParams.set(name, value);
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}

/** Another outcome for every number. */
export function makeDelivery(
  kind: DeliveryKind,
  index: number,
  provider: ProviderId = providerIds[index % providerIds.length] ?? 'sailor',
): Delivery {
  const phone = `+1555${String(index).padStart(7, '0')}`;
  const event: unknown = JSON.parse(sampleOf(provider).toString());
  Object.assign(...identityOf[provider](event, phone));
  const body = Buffer.from(JSON.stringify(event));
  return {
    kind,
    provider,
    phone,
    body: kind === 'malformed' ? body.subarray(0, body.length / 2) : body,
    isTwin: false,
  };
}

/** The object in the provider's sample that tells one outcome from another, and what makes it unique there. */
const identityOf: Readonly<Record<ProviderId, (event: unknown, phone: string) => [object, object]>> = {
  sailor: (event, phone) => [
    (event as { call: object }).call,
    { call_id: randomUUID(), phone_number: phone },
  ],
  air: (event, phone) => [
    (event as { call: object }).call,
    { sid: `CA${randomUUID().replaceAll('-', '')}`, toNumber: phone },
  ],
  iclosed: (event, phone) => [
    (event as [object])[0],
    // The contact too: with the start of the call it is the outcome's key.
    { uuid: randomUUID(), contactId: randomUUID(), phoneNumber: phone },
  ],
};

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

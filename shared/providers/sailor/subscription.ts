/**
 * How a host becomes the receiver of Sailor's webhooks, and stops being it.
 *
 * Sailor has no list of subscriptions: each action outcome has one `webhook_url`. So an outcome is taken over by
 * putting our URL there, and given back by putting the previous one back (`receiverUrl.ts`). Anyone may change an
 * outcome meanwhile and an answer may get lost, so nothing is concluded from what was sent: read what there is, plan
 * what is missing (`subscriptionPlan.ts`), write it, and read again until nothing is missing.
 */
import { type ApiCall, type PatientTransport, perform, timeLeft, type Transport } from '../../api.ts';
import { OutcomeError, type OutcomeErrorCode } from '../../errors.ts';
import type { Receiver } from '../../provider.ts';
import { contentHash } from '../../values/contentHash.ts';
import { createOutcome, deleteOutcome, listOutcomes, pointOutcome } from './api.ts';
import type { SailorOutcome } from './outcomeOnWire.ts';
import { isSameUrl } from './receiverUrl.ts';
import {
  isChange,
  planSubscription,
  planUnsubscription,
  type PointStep,
  type Step,
  type Wish,
} from './subscriptionPlan.ts';

export type { Receiver } from '../../provider.ts';
export { isSubscribedWith, planSubscription, type Wish } from './subscriptionPlan.ts';

/** Zapier ends a step after 30 seconds: until when to go on, and until when to take back, in milliseconds. */
const FORWARD_LIMIT = 12_000;
const LIMIT = 24_000;
const REQUEST_LIMIT = 5_000;
const WRITES_AT_A_TIME = 6;
const MOST_ROUNDS = 8;
/** With these the next round may have another end. */
const PASSING: readonly OutcomeErrorCode[] = ['unavailable', 'in_progress', 'rate_limited'];

/** All or nothing: when a step fails, those already done are taken back. The error names what failed and what is left. */
export async function subscribe(
  receiver: Receiver,
  wish: Wish,
  transport: PatientTransport,
  operationId: string,
): Promise<void> {
  const start = transport.now();
  const plan: Plan = (outcomes) => planSubscription(outcomes, receiver, wish);
  const { sent, failures } = await settle(
    plan,
    'all or nothing',
    within(transport, start + FORWARD_LIMIT),
    operationId,
  );
  if (failures.length === 0) return;
  if (sent.length === 0) throw failure(failures, []);
  const planBack: Plan = (outcomes) => planReturn(outcomes, sent);
  const back = await settle(planBack, 'as much as possible', within(transport, start + LIMIT), operationId);
  throw failure(failures, leftOver(sent, failures, back));
}

/** Gives back as much as it can. The error names what is left. */
export async function unsubscribe(
  receiver: Pick<Receiver, 'url' | 'token'>,
  deleteCreated: boolean,
  transport: PatientTransport,
  operationId: string,
): Promise<void> {
  const plan: Plan = (outcomes) => planUnsubscription(outcomes, receiver, deleteCreated);
  const limited = within(transport, transport.now() + LIMIT);
  const { failures } = await settle(plan, 'as much as possible', limited, operationId);
  if (failures.length > 0) throw failure(failures, failures.flatMap(namesOf));
}

type Plan = (outcomes: readonly SailorOutcome[]) => Step[];

interface Failure {
  /** Undefined where reading or planning failed. */
  step?: Step;
  error: OutcomeError;
}

interface Course {
  /** All that may have had an effect, in its order, each with the outcome as it was read before. */
  sent: Step[];
  failures: Failure[];
}

async function settle(
  plan: Plan,
  goal: 'all or nothing' | 'as much as possible',
  transport: PatientTransport,
  operationId: string,
): Promise<Course> {
  const sent: Step[] = [];
  const failed = new Map<string, Failure>();
  const refused = new Set<string>();
  const course = (...others: Failure[]): Course => ({ sent, failures: [...failed.values(), ...others] });

  for (let round = 0; round < MOST_ROUNDS; round++) {
    const steps = await nextSteps(plan, transport);
    if (steps instanceof OutcomeError) return course({ error: steps });
    const todo = new Map(steps.map((step) => [keyOf(step), step]));
    for (const key of refused) todo.delete(key);
    for (const key of failed.keys()) if (!refused.has(key) && !todo.has(key)) failed.delete(key);
    if (todo.size === 0) return course();

    await inParallel([...todo], async ([key, step]) => {
      if (goal === 'all or nothing' && refused.size > 0) return;
      if (timeLeft(transport) > 0) sent.push(step);
      const error = await attempt(step, transport, operationId);
      if (error === null) {
        failed.delete(key);
        return;
      }
      // An outcome that is not found may be gone, which reading again will say.
      const isFirst = failed.get(key)?.error.code !== error.code;
      if (!PASSING.includes(error.code) && !(error.code === 'not_found' && isFirst)) refused.add(key);
      failed.set(key, { step, error });
    });

    if (goal === 'all or nothing' && refused.size > 0) return course();
    const pause = pauseBefore(round + 1, failed);
    if (pause >= timeLeft(transport)) return course();
    if (pause > 0) await transport.sleep(pause);
  }
  return course({ error: notKept() });
}

/** A transport for requests that all end by then. */
function within(transport: PatientTransport, until: number): PatientTransport {
  const limited = { ...transport, until };
  return {
    ...limited,
    send: (request) => transport.send(request, Math.min(REQUEST_LIMIT, timeLeft(limited))),
  };
}

async function nextSteps(plan: Plan, transport: Transport): Promise<Step[] | OutcomeError> {
  try {
    return plan(await perform(listOutcomes(), transport));
  } catch (error) {
    if (error instanceof OutcomeError) return error;
    throw error;
  }
}

async function inParallel<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await act(item);
  };
  await Promise.all(Array.from({ length: WRITES_AT_A_TIME }, worker));
}

/** Null when the answer says that it is done. Tried once: the next round looks first whether it was carried out. */
async function attempt(
  step: Step,
  { send, now, until }: PatientTransport,
  operationId: string,
): Promise<OutcomeError | null> {
  try {
    await perform<unknown>(callFor(step, operationId), { send, now, until });
    return null;
  } catch (error) {
    if (error instanceof OutcomeError) return error;
    throw error;
  }
}

function callFor(step: Step, operationId: string): ApiCall<unknown> {
  // The same for the same request, so that Sailor carries one whose answer got lost out only once.
  const key = `${operationId}-${contentHash(step).slice(0, 16)}`;
  switch (step.kind) {
    case 'point':
      return pointOutcome(step.outcome, step.webhookUrl, key);
    case 'create':
      return createOutcome(step.config, key);
    case 'delete':
      return deleteOutcome(step.outcome.id);
  }
}

/** Back to what each outcome sent to before, where it still has what was sent. All else of it stays as it is now. */
function planReturn(outcomes: readonly SailorOutcome[], sent: readonly Step[]): Step[] {
  const created = sent.flatMap((step) => (step.kind === 'create' ? [step.config.webhookUrl] : []));
  return outcomes.flatMap((outcome): Step[] => {
    const points = sent
      .filter((step) => step.kind === 'point')
      .filter((step) => step.outcome.id === outcome.id);
    const urls = [outcome.webhookUrl, ...points.map((point) => point.outcome.webhookUrl)];
    if (urls.some((url) => created.some((ours) => isSameUrl(ours, url))))
      return [{ kind: 'delete', outcome }];
    const [first] = points;
    if (!first || !points.some(({ webhookUrl }) => isSameUrl(webhookUrl, outcome.webhookUrl))) return [];
    const back: PointStep = { kind: 'point', outcome, webhookUrl: first.outcome.webhookUrl };
    return isChange(back) ? [back] : [];
  });
}

/** Milliseconds: none where nothing failed, and longer each time where the provider names no time. */
function pauseBefore(round: number, failed: ReadonlyMap<string, Failure>): number {
  const passing = [...failed.values()].filter(({ error }) => PASSING.includes(error.code));
  const pauses = passing.map(({ error }) => error.retryAfterSeconds ?? 2 ** (round - 1));
  return Math.max(0, ...pauses) * 1000;
}

/**
 * The names of what may not be as before: what could not be given back, and what was sent without an answer and not
 * seen carried out, since that may still come.
 */
function leftOver(sent: readonly Step[], failures: readonly Failure[], back: Course): string[] {
  if (back.failures.some(({ step }) => step === undefined)) return sent.map(nameOf);
  const returned = new Set(back.sent.map(nameOf));
  const sentKeys = new Set(sent.map(keyOf));
  const unanswered = failures.filter(
    ({ step, error }) => step && sentKeys.has(keyOf(step)) && PASSING.includes(error.code),
  );
  return [
    ...back.failures.flatMap(namesOf),
    ...unanswered.flatMap(namesOf).filter((name) => !returned.has(name)),
  ];
}

function failure(failures: readonly Failure[], left: readonly string[]): OutcomeError {
  const names = new Map<string, string[]>();
  for (const { step, error } of failures) {
    names.set(error.message, [...(names.get(error.message) ?? []), ...(step ? [nameOf(step)] : [])]);
  }
  const messages = [...names].map(([message, of]) =>
    of.length === 0 ? message : `${of.join(', ')}: ${message}`,
  );
  const state =
    left.length === 0
      ? 'No outcome was changed.'
      : `Check these in Sailor: ${[...new Set(left)].join(', ')}. Turning this on and off again puts them in order.`;
  const first = failures[0]?.error ?? notKept();
  return new OutcomeError(first.code, [...messages, state].join(' '), {
    hint: first.hint,
    retryAfterSeconds: first.retryAfterSeconds,
  });
}

function notKept(): OutcomeError {
  return new OutcomeError('unavailable', 'Sailor did not keep the new webhook URL.', {
    hint: 'Check the outcomes in Sailor, then try again.',
  });
}

function keyOf(step: Step): string {
  return step.kind === 'create' ? 'create' : step.outcome.id;
}

function namesOf({ step }: Failure): string[] {
  return step ? [nameOf(step)] : [];
}

function nameOf(step: Step): string {
  return `“${step.kind === 'create' ? step.config.name : step.outcome.name}”`;
}

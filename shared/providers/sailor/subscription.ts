/**
 * How a host becomes the receiver of Sailor's webhooks, and stops being it.
 *
 * Sailor has no list of subscriptions: each action outcome has one `webhook_url`. So an outcome is taken over by
 * putting our URL there, and given back by putting the previous one back. The previous URL is kept inside ours, as
 * a query parameter, so that it is at Sailor and cannot be lost when a host stops half-way.
 *
 * Plans are pure; `carryOut` executes them through the host's transport.
 */
import { perform, type Transport } from '../../api.ts';
import { OutcomeError } from '../../errors.ts';
import type { Receiver } from '../../provider.ts';
import { isPublicHttpsUrl } from '../../values/publicUrl.ts';
import { URL_TOKEN_PARAMETER } from '../../verify/urlToken.ts';
import {
  configOf,
  createOutcome,
  deleteOutcome,
  listOutcomes,
  MAX_URL_LENGTH,
  replaceOutcome,
  type SailorOutcome,
  type SailorOutcomeConfig,
} from './api.ts';

const RESTORE_PARAMETER = 'restore';
/** Marks an outcome that was made for the receiver, so that it may be deleted with it. */
const CREATED_PARAMETER = 'created';
const ORDER_GAP = 10;

export type { Receiver };

export type Wish =
  | {
      kind: 'listen';
      /** Ids, or every action outcome that there is now. */
      outcomeIds: readonly string[] | 'all';
      /** For outcomes that send elsewhere. */
      whenTaken: 'refuse' | 'replace';
    }
  | { kind: 'create'; name: string };

export type Step =
  | { kind: 'point'; outcome: SailorOutcome; webhookUrl: string }
  | { kind: 'create'; config: SailorOutcomeConfig }
  | { kind: 'delete'; outcome: SailorOutcome };

/** What has to be done so that exactly the wished outcomes post to the receiver: nothing where that is so. */
export function planSubscription(outcomes: readonly SailorOutcome[], receiver: Receiver, wish: Wish): Step[] {
  refuseUnreachable(receiver.url);
  const wanted =
    wish.kind === 'create'
      ? outcomes.filter((outcome) => historyOf(outcome, familyOf(receiver)).wasCreated).slice(0, 1)
      : wantedOutcomes(outcomes, wish.outcomeIds);
  if (wish.kind === 'listen' && wish.whenTaken === 'refuse') refuseTaken(wanted, receiver);
  const unwanted = outcomes.filter((outcome) => !wanted.includes(outcome));
  return [
    ...wanted.map((outcome): Step => ({ kind: 'point', outcome, webhookUrl: takenUrl(outcome, receiver) })),
    ...(wish.kind === 'create' && wanted.length === 0 ? [creation(outcomes, receiver, wish.name)] : []),
    ...planUnsubscription(unwanted, receiver.url, false),
  ].filter((step) => step.kind !== 'point' || !isSameUrl(step.webhookUrl, step.outcome.webhookUrl));
}

/**
 * What has to be done to give back every outcome that still posts to `url`. Where another receiver has taken over
 * since, it is only told whom to give the outcome back to, so that nobody gets it back who is gone.
 */
export function planUnsubscription(
  outcomes: readonly SailorOutcome[],
  url: string,
  deleteCreated: boolean,
): Step[] {
  return outcomes.flatMap((outcome): Step[] => {
    const { previous: before, wasCreated } = historyOf(outcome, [url]);
    const previous = before === null ? null : withoutLink(before, url);
    if (isSameUrl(previous, outcome.webhookUrl)) return [];
    if (previous !== null) return [{ kind: 'point', outcome, webhookUrl: previous }];
    // An action cannot be without a URL: one that had none before either goes or stays as it is.
    return wasCreated && deleteCreated ? [{ kind: 'delete', outcome }] : [];
  });
}

/** Whether some outcome posts to `url` with this token. */
export function isSubscribedWith(
  outcomes: readonly SailorOutcome[],
  url: string,
  token: unknown,
): token is string {
  const isOurs = ({ webhookUrl }: SailorOutcome) =>
    webhookUrl !== null &&
    isAt(webhookUrl, [url]) &&
    new URL(webhookUrl).searchParams.get(URL_TOKEN_PARAMETER) === token;
  return typeof token === 'string' && outcomes.some(isOurs);
}

/**
 * Executes a plan. `subscribe` is all or nothing: when a step fails, those already done are taken back.
 * `unsubscribe` does as much as it can. Either throws an `OutcomeError` that names what failed and what is left.
 * `operationId` makes the idempotency keys: a new one for each plan.
 */
export async function carryOut(
  direction: 'subscribe' | 'unsubscribe',
  steps: readonly Step[],
  transport: Transport,
  operationId: string,
): Promise<void> {
  const failures: { step: Step; error: OutcomeError }[] = [];
  for (const [index, step] of steps.entries()) {
    const error = await attempt(step, transport, `${operationId}-${index}`);
    if (error === null) continue;
    failures.push({ step, error });
    if (direction === 'subscribe') {
      const left = await takeBack(steps.slice(0, index + 1), transport, `${operationId}-back`);
      throw failure(failures, left);
    }
  }
  if (failures.length > 0)
    throw failure(
      failures,
      failures.map(({ step }) => nameOf(step)),
    );
}

/** Null when the step is done, also where only the answer got lost on its way. */
async function attempt(step: Step, transport: Transport, key: string): Promise<OutcomeError | null> {
  try {
    await execute(step, transport, key);
    return null;
  } catch (error) {
    if (!(error instanceof OutcomeError)) throw error;
    if (error.code !== 'unavailable' && error.code !== 'not_found') return error;
    const outcomes = await listOrNull(transport);
    return outcomes !== null && isDone(step, outcomes) ? null : error;
  }
}

async function execute(step: Step, transport: Transport, key: string): Promise<void> {
  switch (step.kind) {
    case 'point': {
      const config = configOf(step.outcome, { webhookUrl: step.webhookUrl });
      await perform(replaceOutcome(step.outcome.id, config, key), transport);
      return;
    }
    case 'create':
      await perform(createOutcome(step.config, key), transport);
      return;
    case 'delete':
      await perform(deleteOutcome(step.outcome.id), transport);
  }
}

/** Gives the names of what could not be taken back. */
async function takeBack(
  steps: readonly Step[],
  transport: Transport,
  operationId: string,
): Promise<string[]> {
  const outcomes = await listOrNull(transport);
  if (outcomes === null) return steps.map(nameOf);
  const left: string[] = [];
  for (const [index, step] of steps.entries()) {
    const undo = undoOf(step, outcomes);
    if (undo !== null && (await attempt(undo, transport, `${operationId}-${index}`)) !== null) {
      left.push(nameOf(step));
    }
  }
  return left;
}

function undoOf(step: Step, outcomes: readonly SailorOutcome[]): Step | null {
  if (!isDone(step, outcomes)) return null;
  if (step.kind === 'create') {
    const outcome = outcomes.find(({ webhookUrl }) => isSameUrl(webhookUrl, step.config.webhookUrl));
    return outcome ? { kind: 'delete', outcome } : null;
  }
  if (step.kind === 'delete' || step.outcome.webhookUrl === null) return null;
  return { kind: 'point', outcome: step.outcome, webhookUrl: step.outcome.webhookUrl };
}

function isDone(step: Step, outcomes: readonly SailorOutcome[]): boolean {
  if (step.kind === 'create') {
    return outcomes.some(({ webhookUrl }) => isSameUrl(webhookUrl, step.config.webhookUrl));
  }
  const now = outcomes.find(({ id }) => id === step.outcome.id);
  // Of an outcome that is gone there is nothing to give back.
  if (!now) return true;
  return step.kind === 'point' && isSameUrl(now.webhookUrl, step.webhookUrl);
}

async function listOrNull(transport: Transport): Promise<SailorOutcome[] | null> {
  try {
    return await perform(listOutcomes(), transport);
  } catch (error) {
    if (error instanceof OutcomeError) return null;
    throw error;
  }
}

function failure(
  failures: readonly { step: Step; error: OutcomeError }[],
  left: readonly string[],
): OutcomeError {
  const messages = failures.map(({ step, error }) => `${nameOf(step)}: ${error.message}`);
  const state =
    left.length === 0
      ? 'No outcome was changed.'
      : `Still to be checked in Sailor: ${left.join(', ')}. Switching this on and off again puts it in order.`;
  const first = failures[0]?.error;
  return new OutcomeError(first?.code ?? 'unavailable', [...messages, state].join(' '), {
    hint: first?.hint ?? '',
    retryAfterSeconds: first?.retryAfterSeconds,
  });
}

function nameOf(step: Step): string {
  return `“${step.kind === 'create' ? step.config.name : step.outcome.name}”`;
}

function wantedOutcomes(outcomes: readonly SailorOutcome[], ids: readonly string[] | 'all'): SailorOutcome[] {
  const actions = outcomes.filter(({ type }) => type === 'action');
  const wanted = ids === 'all' ? actions : actions.filter(({ id }) => ids.includes(id));
  if (wanted.length > 0 && (ids === 'all' || wanted.length === new Set(ids).size)) return wanted;
  throw new OutcomeError('not_found', 'Not all of the chosen outcomes are action outcomes in Sailor now.', {
    hint: 'Choose the outcomes again: one may have been deleted, and only actions send webhooks. Create an action in Sailor if there is none.',
  });
}

function creation(outcomes: readonly SailorOutcome[], receiver: Receiver, name: string): Step {
  if (outcomes.some((outcome) => outcome.name.trim().toLowerCase() === name.trim().toLowerCase())) {
    throw new OutcomeError('conflict', `Sailor already has an outcome with the name “${name}”.`, {
      hint: 'Choose that outcome from the list, or enter another name, so that agents do not see two of the same.',
    });
  }
  return {
    kind: 'create',
    config: {
      name,
      type: 'action',
      order: outcomes.length === 0 ? 0 : Math.max(...outcomes.map(({ order }) => order)) + ORDER_GAP,
      destination: { type: 'none' },
      webhookUrl: ourUrl(receiver, { previous: null, wasCreated: true }),
    },
  };
}

function refuseTaken(wanted: readonly SailorOutcome[], receiver: Receiver): void {
  const family = familyOf(receiver);
  const taken = wanted.filter(
    ({ webhookUrl }) => webhookUrl !== null && !family.includes(addressOf(webhookUrl)),
  );
  if (taken.length === 0) return;
  const senders = taken.map(
    ({ name, webhookUrl }) => `“${name}” already sends to ${hostOf(webhookUrl ?? '')}`,
  );
  throw new OutcomeError('conflict', `A Sailor outcome can send to one place only. ${senders.join('; ')}.`, {
    hint: 'Choose other outcomes, or choose to replace the present address: it is put back when this is switched off. Do not replace what another Zap or workflow of yours uses.',
  });
}

function refuseUnreachable(url: string): void {
  if (isPublicHttpsUrl(url)) return;
  throw new OutcomeError('invalid_input', `Sailor cannot reach this webhook address (${hostOf(url)}).`, {
    hint: 'Sailor needs a public address that starts with https://. On your own n8n, set the environment variable WEBHOOK_URL to that address, for example https://n8n.your-company.com/, and restart n8n.',
  });
}

function takenUrl(outcome: SailorOutcome, receiver: Receiver): string {
  const superseded = receiver.isTemporary ? [receiver.url] : familyOf(receiver);
  const url = ourUrl(receiver, historyOf(outcome, superseded));
  if (url.length <= MAX_URL_LENGTH) return url;
  throw new OutcomeError(
    'invalid_input',
    `The present webhook URL of “${outcome.name}” is too long to be kept for later.`,
    {
      hint: 'Choose another outcome, or give this one a shorter webhook URL in Sailor first.',
    },
  );
}

interface History {
  /** The URL to give back: that of whoever had the outcome before the given addresses. */
  previous: string | null;
  wasCreated: boolean;
}

function historyOf({ webhookUrl }: SailorOutcome, addresses: readonly string[]): History {
  let previous = webhookUrl;
  let wasCreated = false;
  while (previous !== null && isAt(previous, addresses)) {
    const parameters = new URL(previous).searchParams;
    wasCreated ||= parameters.has(CREATED_PARAMETER);
    previous = parameters.get(RESTORE_PARAMETER);
  }
  return { previous, wasCreated };
}

/** A receiver's URL in which nothing is to be given back to `address`. */
function withoutLink(url: string, address: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const next = parsed?.searchParams.get(RESTORE_PARAMETER) ?? null;
  if (!parsed || next === null) return url;
  const kept = isAt(next, [address]) ? new URL(next).searchParams.get(RESTORE_PARAMETER) : next;
  const shortened = kept === null ? null : withoutLink(kept, address);
  if (shortened === next) return url;
  if (shortened === null) parsed.searchParams.delete(RESTORE_PARAMETER);
  else parsed.searchParams.set(RESTORE_PARAMETER, shortened);
  return parsed.href;
}

function ourUrl({ url, token }: Receiver, { previous, wasCreated }: History): string {
  const ours = new URL(url);
  ours.searchParams.set(URL_TOKEN_PARAMETER, token);
  if (wasCreated) ours.searchParams.set(CREATED_PARAMETER, 'yes');
  if (previous !== null) ours.searchParams.set(RESTORE_PARAMETER, previous);
  return ours.href;
}

function familyOf({ url, siblings }: Receiver): string[] {
  return [url, ...siblings];
}

/** Whether a URL is one of ours: the query, with its token, does not count. */
function isAt(url: string, addresses: readonly string[]): boolean {
  return addresses.some((address) => addressOf(address) === addressOf(url));
}

function addressOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin + new URL(url).pathname : url;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is no URL';
}

function isSameUrl(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return URL.canParse(a) && URL.canParse(b) ? new URL(a).href === new URL(b).href : a === b;
}

/** What has to be done so that outcomes post to a receiver, or no longer do. Pure: `subscription.ts` carries it out. */
import { OutcomeError } from '../../errors.ts';
import type { Receiver } from '../../provider.ts';
import { normalName } from '../../values/normalName.ts';
import { isPublicHttpsUrl } from '../../values/publicUrl.ts';
import { MAX_URL_LENGTH } from './api.ts';
import type { SailorOutcome, SailorOutcomeConfig } from './outcomeOnWire.ts';
import {
  addressesOf,
  historyOf,
  hostOf,
  isAt,
  isMoved,
  type IsOurs,
  isSameUrl,
  receiverUrl,
  tokenOf,
} from './receiverUrl.ts';

const ORDER_GAP = 10;

export type Wish =
  | {
      kind: 'listen';
      /** Ids, or every action outcome that there is now. */
      outcomeIds: readonly string[] | 'all';
      /** For outcomes that send elsewhere. */
      whenTaken: 'refuse' | 'replace';
    }
  | { kind: 'create'; name: string };

export interface PointStep {
  kind: 'point';
  outcome: SailorOutcome;
  /** Null only where the outcome had none before. */
  webhookUrl: string | null;
}

export type Step =
  PointStep | { kind: 'create'; config: SailorOutcomeConfig } | { kind: 'delete'; outcome: SailorOutcome };

/**
 * What is next so that exactly the wished outcomes post to the receiver: nothing where that is so. Where only an
 * unfinished attempt is known by its owner, every URL names the owner first; when all outcomes have it, that goes.
 */
export function planSubscription(outcomes: readonly SailorOutcome[], receiver: Receiver, wish: Wish): Step[] {
  refuseUnreachable(receiver);
  const isOurs = ours(outcomes, receiver, [receiver.url, ...receiver.siblings]);
  // What goes back to a sibling keeps it in the chain.
  const isReplaced = receiver.isTemporary ? ours(outcomes, receiver, [receiver.url]) : isOurs;
  const wanted =
    wish.kind === 'create'
      ? outcomes.filter(({ webhookUrl }) => historyOf(webhookUrl, isOurs).wasCreated).slice(0, 1)
      : wantedOutcomes(outcomes, wish.outcomeIds);
  if (wish.kind === 'listen' && wish.whenTaken === 'refuse') refuseTaken(wanted, isOurs);
  const pointed = (outcome: SailorOutcome, isFinished: boolean): PointStep => ({
    kind: 'point',
    outcome,
    webhookUrl: takenUrl(outcome, receiver, isReplaced, isFinished),
  });
  const finishing = wanted.map((outcome) => pointed(outcome, true)).filter(isChange);
  const taking = finishing.map(({ outcome }) => pointed(outcome, false)).filter(isChange);
  const first = [
    ...taking,
    ...(wish.kind === 'create' && wanted.length === 0 ? [creation(outcomes, receiver, wish.name)] : []),
    ...giveBack(
      outcomes.filter((outcome) => !wanted.includes(outcome)),
      ours(outcomes, receiver, [receiver.url]),
      false,
    ),
  ];
  return first.length > 0 ? first : finishing;
}

/**
 * What has to be done to give back every outcome that still posts to the receiver. Where another receiver has taken
 * over since, only the address in its URL changes, so that no outcome goes back to a receiver that is gone.
 */
export function planUnsubscription(
  outcomes: readonly SailorOutcome[],
  { url, token }: Pick<Receiver, 'url' | 'token'>,
  deleteCreated: boolean,
): Step[] {
  // Not by the owner, who may have subscribed with another URL meanwhile.
  return giveBack(outcomes, ours(outcomes, { url, token }, [url]), deleteCreated);
}

/** Whether some outcome posts to `url` with this token. */
export function isSubscribedWith(
  outcomes: readonly SailorOutcome[],
  url: string,
  token: unknown,
): token is string {
  return (
    typeof token === 'string' &&
    outcomes.some(
      ({ webhookUrl }) => webhookUrl !== null && isAt(webhookUrl, [url]) && tokenOf(webhookUrl) === token,
    )
  );
}

function ours(
  outcomes: readonly SailorOutcome[],
  receiver: Pick<Receiver, 'url' | 'token' | 'owner'>,
  addresses: readonly string[],
): IsOurs {
  const urls = outcomes.map(({ webhookUrl }) => webhookUrl);
  const left = receiver.owner === undefined ? [] : addressesOf(receiver.owner.name, urls);
  return (url) => isAt(url, [...addresses, ...left]) || isMoved(url, receiver);
}

export function isChange({ outcome, webhookUrl }: PointStep): boolean {
  return !isSameUrl(webhookUrl, outcome.webhookUrl);
}

function giveBack(outcomes: readonly SailorOutcome[], isOurs: IsOurs, deleteCreated: boolean): Step[] {
  return outcomes.flatMap((outcome): Step[] => {
    const { previous, wasCreated } = historyOf(outcome.webhookUrl, isOurs);
    if (isSameUrl(previous, outcome.webhookUrl)) return [];
    if (previous !== null) return [{ kind: 'point', outcome, webhookUrl: previous }];
    // An action cannot be without a URL: one that had none before either goes or stays as it is.
    return wasCreated && deleteCreated ? [{ kind: 'delete', outcome }] : [];
  });
}

function wantedOutcomes(outcomes: readonly SailorOutcome[], ids: readonly string[] | 'all'): SailorOutcome[] {
  const actions = outcomes.filter(({ type }) => type === 'action');
  const wanted = ids === 'all' ? actions : actions.filter(({ id }) => ids.includes(id));
  if (wanted.length > 0 && (ids === 'all' || wanted.length === new Set(ids).size)) return wanted;
  const [message, hint] =
    ids === 'all'
      ? ['Sailor has no action outcomes.', 'Create an action in Sailor first: only actions send webhooks.']
      : [
          'Some of the chosen outcomes are not action outcomes in Sailor.',
          'Choose the outcomes again: one may have been deleted, and only actions send webhooks.',
        ];
  throw new OutcomeError('not_found', message, { hint });
}

function creation(outcomes: readonly SailorOutcome[], receiver: Receiver, name: string): Step {
  if (outcomes.some((outcome) => normalName(outcome.name) === normalName(name))) {
    throw new OutcomeError('conflict', `Sailor already has an outcome named “${name}”.`, {
      hint: 'Choose it from the list or enter another name, so that agents do not see the same name twice.',
    });
  }
  return {
    kind: 'create',
    config: {
      name,
      type: 'action',
      order: outcomes.length === 0 ? 0 : Math.max(...outcomes.map(({ order }) => order)) + ORDER_GAP,
      destination: { type: 'none' },
      webhookUrl: receiverUrl(receiver, { previous: null, wasCreated: true }, false),
    },
  };
}

function refuseTaken(wanted: readonly SailorOutcome[], isOurs: IsOurs): void {
  const senders = wanted.flatMap(({ name, webhookUrl }) =>
    webhookUrl === null || isOurs(webhookUrl) ? [] : [`“${name}” already sends to ${hostOf(webhookUrl)}`],
  );
  if (senders.length === 0) return;
  throw new OutcomeError('conflict', `A Sailor outcome can send to one place only. ${senders.join('; ')}.`, {
    hint: 'Choose other outcomes, or choose to replace the current webhook URL: it is restored when this is turned off. Do not replace what another trigger of yours uses.',
  });
}

function refuseUnreachable({ url, unreachableHint = '' }: Receiver): void {
  if (isPublicHttpsUrl(url)) return;
  throw new OutcomeError('invalid_input', `Sailor cannot reach this webhook address (${hostOf(url)}).`, {
    hint: `Sailor needs a public address that starts with https://. ${unreachableHint}`.trim(),
  });
}

function takenUrl(
  outcome: SailorOutcome,
  receiver: Receiver,
  isReplaced: IsOurs,
  isFinished: boolean,
): string {
  const url = receiverUrl(receiver, historyOf(outcome.webhookUrl, isReplaced), isFinished);
  if (url.length <= MAX_URL_LENGTH) return url;
  throw new OutcomeError(
    'invalid_input',
    `The current webhook URL of “${outcome.name}” is too long to restore later.`,
    { hint: 'Choose another outcome, or give this one a shorter webhook URL in Sailor first.' },
  );
}

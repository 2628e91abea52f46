/**
 * The webhook URL that a receiver puts into an outcome. Sailor keeps nothing else of a subscription, so the URL says
 * all of it: who receives, with which token, and where the outcome sent before. What it sent to may be such a URL of
 * another receiver, so that they form a chain, with the current receiver first.
 */
import type { Receiver } from '../../provider.ts';
import { URL_TOKEN_PARAMETER } from '../../verify/urlToken.ts';

const RESTORE_PARAMETER = 'restore';
/** Marks an outcome that was made for the receiver, so that it may be deleted with it. */
const CREATED_PARAMETER = 'created';
/** Names the owner; where others may have the same name, only until the attempt to subscribe has finished. */
const OWNER_PARAMETER = 'owner';

export type IsOurs = (url: string) => boolean;

interface History {
  /** The URL to give back: that of whoever had the outcome before. */
  previous: string | null;
  wasCreated: boolean;
}

export function receiverUrl(
  { url, token, owner }: Receiver,
  { previous, wasCreated }: History,
  isFinished: boolean,
): string {
  const ours = new URL(url);
  ours.searchParams.set(URL_TOKEN_PARAMETER, token);
  if (owner && (owner.isUnique || !isFinished)) ours.searchParams.set(OWNER_PARAMETER, owner.name);
  if (wasCreated) ours.searchParams.set(CREATED_PARAMETER, 'yes');
  if (previous !== null) ours.searchParams.set(RESTORE_PARAMETER, previous);
  return ours.href;
}

/** Whether a URL is at one of the addresses: the query, with its token, does not count. */
export function isAt(url: string, addresses: readonly string[]): boolean {
  return addresses.some((address) => addressOf(address) === addressOf(url));
}

/** The same path with the same token on another host: a receiver whose public address has changed. */
export function isMoved(url: string, { url: now, token }: Pick<Receiver, 'url' | 'token'>): boolean {
  if (!URL.canParse(url) || tokenOf(url) !== token) return false;
  const [then, today] = [new URL(url).pathname, new URL(now).pathname];
  // One of the two may be behind a proxy that puts a folder before it.
  return then.endsWith(today) || today.endsWith(then);
}

/** The addresses, anywhere in the chains of these URLs, that have the name of this owner. */
export function addressesOf(owner: string, urls: readonly (string | null)[]): string[] {
  const links = urls.flatMap(chainOf);
  return links.filter((link) => parameterOf(link, OWNER_PARAMETER) === owner).map(addressOf);
}

/** What an outcome sends to when the links that are ours are taken out of the chain, and whether we made it. */
export function historyOf(url: string | null, isOurs: IsOurs): History {
  const ours = chainOf(url).filter(isOurs);
  return {
    previous: without(url, isOurs),
    wasCreated: ours.some((link) => parameterOf(link, CREATED_PARAMETER) !== null),
  };
}

export function tokenOf(url: string): string | null {
  return parameterOf(url, URL_TOKEN_PARAMETER);
}

export function isSameUrl(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return URL.canParse(a) && URL.canParse(b) ? new URL(a).href === new URL(b).href : a === b;
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is not a URL';
}

function without(url: string | null, isOurs: IsOurs): string | null {
  if (url === null) return null;
  const next = nextOf(url);
  const rest = without(next, isOurs);
  if (isOurs(url)) return rest;
  if (rest === next) return url;
  const shortened = new URL(url);
  if (rest === null) shortened.searchParams.delete(RESTORE_PARAMETER);
  else shortened.searchParams.set(RESTORE_PARAMETER, rest);
  return shortened.href;
}

function chainOf(url: string | null): string[] {
  return url === null ? [] : [url, ...chainOf(nextOf(url))];
}

/** Only a receiver's URL has a token beside what is to be restored: the URL of another may have either by itself. */
function nextOf(url: string): string | null {
  return tokenOf(url) === null ? null : parameterOf(url, RESTORE_PARAMETER);
}

function parameterOf(url: string, name: string): string | null {
  return URL.canParse(url) ? new URL(url).searchParams.get(name) : null;
}

function addressOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin + new URL(url).pathname : url;
}

/** What probes have in common. A finding tells paths, types, statuses and codes, never a value of the account. */
import type { ApiRequest, ApiResponse } from '../../shared/index.ts';
import { typeOf } from './differences.ts';

export type Verdict = 'as assumed' | 'different' | 'not seen';

export interface Finding {
  /** As the line of NOTES.md begins. */
  note: string;
  verdict: Verdict;
  details?: string;
}

export interface Account {
  key: string;
  /** Rejects only where there was no answer. `bearer`: another key than the account's. */
  send: (request: ApiRequest, bearer?: string) => Promise<ApiResponse>;
  sleep: (milliseconds: number) => Promise<void>;
  isStopped: () => boolean;
  say: (line: string) => void;
}

export type Probe = (account: Account, options: { write: boolean }) => Promise<Finding[]>;

/** Undefined: not seen. Else whether it is as assumed, with what was found where it is not. */
export type Checked = { as: boolean; found: string } | undefined;

export interface Assumption<Seen> {
  /** The words with which a line of NOTES.md begins, or its first cell. */
  note: string;
  /** Left out where only deliveries show it. */
  check?: (seen: Seen) => Checked;
  /** How to see it, where it was not. */
  seenBy: string;
}

export function findingsOf<Seen>(assumptions: readonly Assumption<Seen>[], seen: Seen): Finding[] {
  return assumptions.map(({ note, check, seenBy }): Finding => {
    const checked = check?.(seen);
    if (checked === undefined) return { note, verdict: 'not seen', details: seenBy };
    return checked.as
      ? { note, verdict: 'as assumed' }
      : { note, verdict: 'different', details: checked.found };
  });
}

/** Why there is nothing to compare, and what to do where the key is refused. */
export function noList(provider: string, what: string, { status }: ApiResponse, found: string): Error {
  const advice = status === 401 || status === 403 ? ' Check the key and its permissions.' : '';
  return new Error(`${provider} gave no list of ${what}: ${found}.${advice}`);
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys and types of an object, such as "id: text, all: flag". */
export function shapeOf(value: unknown): string {
  if (!isFields(value)) return typeOf(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${typeOf(inner)}`);
  return entries.length === 0 ? 'an empty object' : entries.join(', ');
}

/** Of several, all must be as assumed; the first that is not says what was found. */
export function all<Item>(
  items: readonly Item[],
  as: (item: Item) => boolean,
  found: (item: Item) => string,
): Checked {
  if (items.length === 0) return undefined;
  const other = items.find((item) => !as(item));
  return other === undefined ? { as: true, found: '' } : { as: false, found: found(other) };
}

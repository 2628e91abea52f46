import { createHash } from 'node:crypto';
import type { CallOutcome } from '../../core.ts';

/** At least the last so many outcomes are remembered, and never only a part of a delivery. */
export const REMEMBERED_OUTCOMES = 1000;

/** What of a delivery was taken. */
export interface Taken {
  /** Epoch in milliseconds. */
  at: number;
  /** The sender's own id of the delivery, which a repeat has too. Undefined where it gives none. */
  messageId: string | undefined;
  outcomes: readonly CallOutcome[];
}

interface Entry {
  line: string;
  message: string;
  /** The version that each outcome had in this delivery. */
  versions: Map<string, string>;
}

/**
 * What a trigger has taken, one line of text for each delivery, the oldest first. Logs of several processes merge into
 * the same one in whatever order they are read, since each line begins with its time.
 */
export class TakenLog {
  /** What n8n stores: short, since all of it is stored with every delivery. */
  readonly lines: string[] = [];
  readonly #entries: Entry[] = [];
  readonly #known = new Set<string>();
  readonly #newest = new Map<string, Entry>();
  readonly #messages = new Map<string, Entry>();
  #outcomes = 0;

  /** When the last delivery was taken, in epoch milliseconds; 0 if there is none. */
  get latest(): number {
    const [time = ''] = this.lines.at(-1)?.split(' ') ?? [];
    return parseInt(time, 36) || 0;
  }

  /** The outcomes that are not taken yet, in this version: an edit back to an earlier value is new too. */
  newOf(outcomes: readonly CallOutcome[], messageId: string | undefined): CallOutcome[] {
    const isRepeatedMessage = messageId !== undefined && this.#messages.has(shortHash(messageId));
    const versions = new Map<string, string | undefined>();
    return outcomes.filter((outcome) => {
      const [key, version] = [keyOf(outcome), versionOf(outcome)];
      const newest = versions.has(key) ? versions.get(key) : this.#newest.get(key)?.versions.get(key);
      // An older version, delivered again after the outcome was edited, comes with the id of its first delivery.
      if (newest === version || (newest !== undefined && isRepeatedMessage)) return false;
      versions.set(key, version);
      return true;
    });
  }

  add(taken: Taken): void {
    this.merge([lineOf(taken)]);
  }

  /** @param lines those of another log, or of this one as it was stored */
  merge(lines: readonly unknown[]): void {
    const unknown = lines.filter((line) => typeof line === 'string').filter((line) => !this.#known.has(line));
    for (const line of unknown.sort()) this.#insert(entryOf(line));
    this.#forgetOldest();
  }

  #insert(entry: Entry): void {
    const index = this.#entries.findLastIndex(({ line }) => line < entry.line) + 1;
    this.#entries.splice(index, 0, entry);
    this.lines.splice(index, 0, entry.line);
    this.#known.add(entry.line);
    this.#outcomes += entry.versions.size;
    if (entry.message !== '') this.#messages.set(entry.message, entry);
    for (const key of entry.versions.keys()) {
      const newest = this.#newest.get(key);
      if (newest === undefined || newest.line < entry.line) this.#newest.set(key, entry);
    }
  }

  #forgetOldest(): void {
    for (;;) {
      const [oldest] = this.#entries;
      if (oldest === undefined || this.#outcomes - oldest.versions.size < REMEMBERED_OUTCOMES) return;
      this.#entries.shift();
      this.lines.shift();
      this.#known.delete(oldest.line);
      this.#outcomes -= oldest.versions.size;
      if (this.#messages.get(oldest.message) === oldest) this.#messages.delete(oldest.message);
      for (const key of oldest.versions.keys()) {
        if (this.#newest.get(key) === oldest) this.#newest.delete(key);
      }
    }
  }
}

/** Which outcome it is, through all its versions. */
export function keyOf({ key }: CallOutcome): string {
  return shortHash(key);
}

function versionOf({ id, key }: CallOutcome): string {
  return id === key ? '' : shortHash(id).slice(0, 8);
}

/** `time message key key:version ...` */
function lineOf({ at, messageId, outcomes }: Taken): string {
  const versions = new Map(outcomes.map((outcome) => [keyOf(outcome), versionOf(outcome)]));
  return [
    at.toString(36),
    messageId === undefined ? '' : shortHash(messageId),
    ...[...versions].map(([key, version]) => (version === '' ? key : `${key}:${version}`)),
  ].join(' ');
}

function entryOf(line: string): Entry {
  const [, message = '', ...outcomes] = line.split(' ');
  const versions = new Map(
    outcomes.map((outcome): [string, string] => {
      const [key = '', version = ''] = outcome.split(':');
      return [key, version];
    }),
  );
  return { line, message, versions };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

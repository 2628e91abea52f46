import type { CallOutcome, OutcomeResult } from './outcome.ts';
import type { NormalizeOptions, Provider, ReadOutcome } from './provider.ts';
import { resultReader } from './result.ts';
import { summarize } from './summary.ts';
import { toPlain } from './values/plain.ts';
import { isRecord } from './values/wire.ts';

export interface RecordOptions extends NormalizeOptions {
  /** The user's own "outcome name → result". Letter case does not matter; it wins over the built-in rules. */
  results?: Readonly<Record<string, OutcomeResult>>;
  /** Put the provider's own event into `raw`. */
  includeRaw?: boolean;
}

/** Completes what a provider's normaliser said to a record: the same for every provider, pushed or fetched. */
export function recorder(
  provider: Pick<Provider, 'id' | 'name'>,
  { results, includeRaw }: RecordOptions,
): (read: ReadOutcome) => CallOutcome {
  const resultOf = resultReader(results);
  return ({ id, key, normalized, raw }) => {
    const { occurredAt, verdict, outcome, ...blocks } = normalized;
    const { id: outcomeId, name, type, ...said } = outcome;
    return {
      id,
      key,
      provider: provider.id,
      occurredAt,
      summary: summarize(provider.name, normalized),
      outcome: { id: outcomeId, name, type, ...resultOf(name, verdict), ...said },
      ...blocks,
      raw: includeRaw === true ? rawOf(raw) : null,
    };
  };
}

function rawOf(event: Record<string, unknown>): Record<string, unknown> | null {
  const plain = toPlain(event);
  return isRecord(plain) ? plain : null;
}

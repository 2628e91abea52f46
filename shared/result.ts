import { type OutcomeResult, outcomeResults, type ResultSource } from './outcome.ts';
import type { Verdict } from './provider.ts';
import { normalName } from './values/normalName.ts';
import { resultInWords } from './vocabulary.ts';

interface Result {
  result: OutcomeResult;
  resultSource: ResultSource;
}

/**
 * Gives the result of an outcome: the first of the user's own table, the provider's verdict and the words of the
 * name that says one. A table's names match without letter case and outer spaces.
 */
export function resultReader(
  custom: Readonly<Record<string, OutcomeResult>> | undefined,
): (name: string | null, verdict: Verdict | null) => Result {
  const table = new Map(
    Object.entries(custom ?? {})
      .filter(([, result]) => outcomeResults.includes(result))
      .map(([name, result]) => [normalName(name), result]),
  );
  return (name, verdict) => {
    const sources: [ResultSource, OutcomeResult | null | undefined][] = [
      ['custom', name === null ? null : table.get(normalName(name))],
      ['provider', verdict?.afterName === false ? verdict.result : null],
      ['name', name === null ? null : resultInWords(name)],
      ['provider', verdict?.result],
    ];
    const [resultSource, result] = sources.find(([, said]) => said != null) ?? ['none', 'unknown'];
    return { result: result ?? 'unknown', resultSource };
  };
}

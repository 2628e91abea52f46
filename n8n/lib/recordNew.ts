import type { IExecuteFunctions } from 'n8n-workflow';

let turn: Promise<unknown> = Promise.resolve();

/**
 * Which of the ids this node has not seen before, in any execution. They are kept in n8n's own store, at most
 * `maxEntries` of them, so they outlast restarts and hold for all processes of n8n.
 */
export async function recordNew(
  context: IExecuteFunctions,
  ids: readonly string[],
  maxEntries: number,
): Promise<Set<unknown>> {
  const check = () =>
    context.helpers.checkProcessedAndRecord([...ids], 'node', { mode: 'entries', maxEntries });
  // n8n reads and writes its store in two steps, so the executions of one process take turns.
  const answer = turn.then(check).catch(check);
  turn = answer.catch(() => undefined);
  return new Set((await answer).new);
}

import type { Api } from '../../action.ts';
import type { CallOutcome } from '../../outcome.ts';
import type { RecordOptions } from '../../record.ts';
import { listCalls } from './calls.ts';
import { recordedOutcomes } from './recordedOutcomes.ts';

/** How late an outcome may be recorded. Whether that changes a call's `updatedAt` is not known, so its start counts. */
const DAYS_BACK = 14;

/** Every outcome of the calls of the last two weeks and of those to come, the latest call first. */
export async function recentOutcomes(now: Date, options: RecordOptions, api: Api): Promise<CallOutcome[]> {
  const since = new Date(now.getTime() - DAYS_BACK * 24 * 60 * 60 * 1000).toISOString();
  const found: CallOutcome[] = [];
  for await (const call of listCalls({ since }, api)) found.push(...recordedOutcomes(call, options));
  return found.sort((a, b) => (b.occurredAt ?? '').localeCompare(a.occurredAt ?? ''));
}

import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { IWebhookFunctions } from 'n8n-workflow';
import type { CallOutcome } from '../../core.ts';

/** How many outcomes each trigger remembers. Providers repeat a delivery within a day or so. */
export const REMEMBERED_OUTCOMES = 1000;
const REMEMBERED_TRIGGERS = 100;

interface Memory {
  /** What was taken, the oldest first. This is what n8n stores. */
  keys: string[];
  known: Set<string>;
  /** What n8n could not start. It may still be stored as taken. */
  givenBack: Set<string>;
}

/**
 * What this process has taken, by trigger. n8n's static data outlives a restart, but each delivery has its own copy,
 * loaded before it and saved after it: only the memory tells two deliveries of the same instant apart.
 */
const memories = new Map<string, Memory>();

/** The outcomes that this trigger has not passed on yet; from now on it has. */
export function withoutRepeats(context: IWebhookFunctions, outcomes: readonly CallOutcome[]): CallOutcome[] {
  // Who tests a workflow sends the same event again and again.
  if (context.getMode() === 'manual') return [...outcomes];
  const stored = context.getWorkflowStaticData('node') as { seen?: string[] };
  const memory = memoryOf(context);
  for (const key of stored.seen ?? []) if (!memory.givenBack.has(key)) take(memory, key);

  const fresh = new Map<string, CallOutcome>();
  for (const outcome of outcomes) {
    const key = keyOf(outcome);
    if (take(memory, key)) fresh.set(key, outcome);
  }
  forgetOldest(memory);
  if (fresh.size > 0) {
    // Not a copy: whichever delivery n8n saves last, it saves what all of them have taken by then.
    stored.seen = memory.keys;
    const response = context.getResponseObject() as ServerResponse;
    // Unlike `close`, this comes with n8n's answer also when the sender has hung up before it.
    response.once('prefinish', () => {
      // n8n could not start the execution, so the repeat that follows must get in.
      if (response.statusCode >= 400) for (const key of fresh.keys()) giveBack(memory, key);
    });
  }
  return [...fresh.values()];
}

function memoryOf(context: IWebhookFunctions): Memory {
  const trigger = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
  const memory = memories.get(trigger) ?? { keys: [], known: new Set(), givenBack: new Set() };
  memories.delete(trigger);
  memories.set(trigger, memory);
  const [oldest] = memories.keys();
  if (oldest !== undefined && memories.size > REMEMBERED_TRIGGERS) memories.delete(oldest);
  return memory;
}

/** Short, since all of them are stored with every delivery. */
function keyOf({ id }: CallOutcome): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 16);
}

function take({ keys, known, givenBack }: Memory, key: string): boolean {
  if (known.has(key)) return false;
  givenBack.delete(key);
  known.add(key);
  keys.push(key);
  return true;
}

function forgetOldest({ keys, known }: Memory): void {
  for (const key of keys.splice(0, keys.length - REMEMBERED_OUTCOMES)) known.delete(key);
}

function giveBack({ keys, known, givenBack }: Memory, key: string): void {
  const index = keys.indexOf(key);
  if (index >= 0) keys.splice(index, 1);
  known.delete(key);
  givenBack.add(key);
  if (givenBack.size > REMEMBERED_OUTCOMES) givenBack.clear();
}

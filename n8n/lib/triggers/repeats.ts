import type { ServerResponse } from 'node:http';
import type { IWebhookFunctions } from 'n8n-workflow';
import type { CallOutcome } from '../../core.ts';
import { keyOf, type Taken, TakenLog } from './takenLog.ts';
import { triggerIdOf } from './triggerId.ts';

const REMEMBERED_TRIGGERS = 500;
/** A delivery that n8n has not answered by then has failed in a way that it cannot tell. */
const TRY_MILLISECONDS = 60_000;

/** A delivery that n8n has not answered yet. */
interface Try {
  begun: number;
  keys: ReadonlySet<string>;
  ended: Promise<void>;
}

interface Memory {
  log: TakenLog;
  tries: Set<Try>;
}

/**
 * What this process knows, by trigger. n8n's static data outlives a restart, but each delivery has its own copy, loaded
 * before it and saved after it: only the memory knows the deliveries that are under way, and what n8n did not save.
 */
const memories = new Map<string, Memory>();

interface Fresh {
  /** The outcomes to start the workflow with. */
  outcomes: readonly CallOutcome[];
  /** For a trigger that answers at once, to be called when n8n has stored the execution. */
  isStored: () => void;
}

/**
 * The outcomes that this trigger has not taken in this version. Taken is what n8n answers with 2xx: at once when it has
 * stored the execution, or at the end when the execution ended well. Until then copies of it wait: they are repeats if
 * it succeeds, and the next try if it fails.
 * @param messageId the sender's own id of the delivery, where there is one
 */
export async function withoutRepeats(
  context: IWebhookFunctions,
  outcomes: readonly CallOutcome[],
  messageId: string | undefined,
): Promise<Fresh> {
  // Testers send the same event again and again.
  if (context.getMode() === 'manual') return { outcomes, isStored: () => undefined };
  const memory = memoryOf(context);
  const keys = outcomes.map(keyOf);
  for (;;) {
    const others = triesOf(keys, memory);
    if (others.length === 0) break;
    await Promise.all(others.map(({ ended }) => ended));
  }

  const stored = context.getWorkflowStaticData('node') as { taken?: string[] };
  memory.log.merge(stored.taken ?? []);
  const store = () => {
    stored.taken = memory.log.lines;
  };
  const fresh = memory.log.newOf(outcomes, messageId);
  if (fresh.length === 0) {
    // n8n starts nothing and saves at once, and with it what it did not save of earlier deliveries.
    if (stored.taken?.length !== memory.log.lines.length) store();
    return { outcomes: fresh, isStored: () => undefined };
  }
  // After all that is taken: an edit is the newest also where a clock went back, or that of another process is behind.
  const at = Math.max(Date.now(), memory.log.latest + 1);
  const end = beginTry(memory, { at, messageId, outcomes: fresh });
  const response = context.getResponseObject() as ServerResponse;
  // Unlike `close`, this comes with n8n's answer also when the sender has hung up before it.
  response.once('prefinish', () => {
    end(response.statusCode < 400);
  });
  return {
    outcomes: fresh,
    isStored: () => {
      end(true);
      store();
    },
  };
}

/** Those under way that hold one of the outcomes, in whatever version. */
function triesOf(keys: readonly string[], { tries }: Memory): Try[] {
  const latest = Date.now() - TRY_MILLISECONDS;
  for (const one of tries) if (one.begun < latest) tries.delete(one);
  return [...tries].filter((one) => keys.some((key) => one.keys.has(key)));
}

function beginTry({ log, tries }: Memory, taken: Taken): (isTaken: boolean) => void {
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const one: Try = { begun: Date.now(), keys: new Set(taken.outcomes.map(keyOf)), ended };
  tries.add(one);
  return (isTaken) => {
    if (isTaken) log.add(taken);
    tries.delete(one);
    resolve(undefined);
  };
}

function memoryOf(context: IWebhookFunctions): Memory {
  const trigger = triggerIdOf(context);
  const memory = memories.get(trigger) ?? { log: new TakenLog(), tries: new Set() };
  memories.delete(trigger);
  memories.set(trigger, memory);
  const [oldest] = memories.keys();
  if (oldest !== undefined && memories.size > REMEMBERED_TRIGGERS) memories.delete(oldest);
  return memory;
}

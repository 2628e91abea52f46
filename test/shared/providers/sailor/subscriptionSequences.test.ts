/** Whatever happens in whatever order, at the end every outcome sends where its owner last told it to. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OutcomeError, type PatientTransport } from '../../../../shared/index.ts';
import * as sailorSubscription from '../../../../shared/providers/sailor/subscription.ts';
import { createSailorEmulator, type SailorEmulator } from '../../../emulators/sailor.ts';
import { serveOnLoopback } from '../../../helpers/loopback.ts';

type Receiver = sailorSubscription.Receiver;

let sailor: SailorEmulator;
let host: Awaited<ReturnType<typeof serveOnLoopback>>;
beforeEach(async () => {
  sailor = createSailorEmulator({ tokens: { good: 'accepted' } });
  host = await serveOnLoopback(sailor.listener, 'Bearer good');
});
afterEach(async () => {
  sailor.close();
  await host.close();
});

/** When a process dies: before its request of this number, or after it, so that only the answer is lost. */
const cut = fc.option(fc.record({ after: fc.integer({ min: 0, max: 9 }), applied: fc.boolean() }), {
  freq: 2,
});
const who = fc.constantFrom('n8n', 'zapA', 'zapB');
const which = fc.nat(3);
const whenTaken = fc.constantFrom('replace' as const, 'refuse' as const);
const command = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('on' as const), who, whenTaken, cut }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('off' as const), who, cut }) },
  fc.record({ does: fc.constant('rename' as const), which }),
  fc.record({ does: fc.constant('edit' as const), which }),
  fc.record({ does: fc.constant('delete' as const), which }),
  fc.record({ does: fc.constant('add' as const) }),
  fc.record({ does: fc.constant('move' as const) }),
);

type Command = typeof command extends fc.Arbitrary<infer Is> ? Is : never;
type Cut = { after: number; applied: boolean } | null;

/** A trigger as its host has it. */
interface Trigger {
  isOn: boolean;
  receiver: () => Receiver;
  /** Zapier makes another URL for each attempt to turn a Zap on. */
  nextAttempt: () => void;
}

function createWorld() {
  let count = 0;
  let address = 0;
  /** What each outcome's owner set in Sailor: name and URL. */
  const owned = new Map<string, { name: string; url: string }>();
  const zap = (owner: string): Trigger => {
    let attempt = 0;
    return {
      isOn: false,
      nextAttempt: () => attempt++,
      receiver: () => ({
        url: `https://hooks.zapier.com/hooks/standard/1/${owner}${attempt}/`,
        token: `${owner}-${attempt}`,
        siblings: [],
        isTemporary: false,
        owner: { name: owner, isUnique: true },
      }),
    };
  };
  const triggers: Record<'zapA' | 'zapB' | 'n8n', Trigger> = {
    zapA: zap('zapA'),
    zapB: zap('zapB'),
    n8n: {
      isOn: false,
      nextAttempt: () => undefined,
      receiver: () => ({
        url: `https://n8n${address}.example/webhook/x/webhook`,
        token: 'token-n8n',
        siblings: [`https://n8n${address}.example/webhook-test/x/webhook`],
        isTemporary: false,
      }),
    },
  };

  function add(): void {
    const name = `Outcome ${count++}`;
    const url = `http://crm/${count}`;
    const outcome = sailor.createOutcome({ outcome_name: name, outcome_type: 'action', webhook_url: url });
    owned.set(outcome.outcome_id, { name, url });
  }

  function transportUntil(end: Cut): PatientTransport {
    let sent = 0;
    return {
      ...host.transport,
      async send(request, timeout) {
        const isLast = end !== null && sent++ >= end.after;
        if (isLast && !(end.applied && sent === end.after + 1)) throw new Error('The process is gone.');
        const answer = await host.transport.send(request, timeout);
        if (isLast) throw new Error('The process is gone.');
        return answer;
      },
    };
  }

  async function turnOn(trigger: Trigger, whenTaken: 'replace' | 'refuse', end: Cut): Promise<void> {
    if (trigger.isOn) return;
    trigger.nextAttempt();
    const wish = { kind: 'listen', outcomeIds: 'all', whenTaken } as const;
    const receiver = trigger.receiver();
    trigger.isOn = await succeeds(sailorSubscription.subscribe(receiver, wish, transportUntil(end), id()));
    if (!trigger.isOn) return;
    const urls = [...sailor.outcomes.values()].map(({ webhook_url }) => webhook_url);
    expect(urls.every((url) => url?.startsWith(receiver.url))).toBe(true);
  }

  async function turnOff(trigger: Trigger, end: Cut): Promise<void> {
    if (!trigger.isOn) return;
    const done = sailorSubscription.unsubscribe(trigger.receiver(), false, transportUntil(end), id());
    trigger.isOn = !(await succeeds(done));
  }

  const id = () => `operation-${count++}`;
  const outcomeAt = (index: number) => [...sailor.outcomes.values()][index];

  async function carryOut(step: Command): Promise<void> {
    switch (step.does) {
      case 'on':
        return turnOn(triggers[step.who], step.whenTaken, step.cut);
      case 'off':
        return turnOff(triggers[step.who], step.cut);
      case 'add':
        add();
        return;
      case 'move':
        address++;
        return;
      default: {
        const outcome = outcomeAt(step.which);
        const own = outcome && owned.get(outcome.outcome_id);
        if (!outcome || !own) return;
        if (step.does === 'delete') {
          sailor.deleteOutcome(outcome.outcome_id);
          owned.delete(outcome.outcome_id);
          return;
        }
        if (step.does === 'rename') outcome.outcome_name = own.name = `Renamed ${count++}`;
        else outcome.webhook_url = own.url = `http://edited/${count++}`;
      }
    }
  }

  return { add, owned, triggers, turnOn, turnOff, carryOut };
}

async function succeeds(done: Promise<void>): Promise<boolean> {
  try {
    await done;
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(OutcomeError);
    return false;
  }
}

/** At the end of the chain of those who took over. Read by the test itself, not by the core. */
function lastOf(url: string): string {
  const next = new URL(url).searchParams.get('restore');
  return next === null ? url : lastOf(next);
}

test('every outcome gets back to what its owner set', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 2, maxLength: 12 }), async (commands) => {
      sailor.outcomes.clear();
      const world = createWorld();
      world.add();
      world.add();
      const state = (read = (url: string) => url) =>
        [...sailor.outcomes.values()].map(({ outcome_id, outcome_name, webhook_url }) => [
          outcome_id,
          { name: outcome_name, url: read(webhook_url ?? '') },
        ]);

      for (const each of commands) {
        await world.carryOut(each);
        expect(state(lastOf)).toEqual([...world.owned]);
      }
      // What was left half-way is put in order by turning on and off once more.
      for (const trigger of Object.values(world.triggers)) {
        await world.turnOn(trigger, 'replace', null);
        await world.turnOff(trigger, null);
        expect(trigger.isOn).toBe(false);
      }
      expect(state()).toEqual([...world.owned]);
    }),
    { numRuns: 60, seed: 20260620 },
  );
}, 60_000);

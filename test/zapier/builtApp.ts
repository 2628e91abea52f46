/** What the tests of the built app share: one app for each Node, and what it told anybody. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { StoredOutcome } from '../emulators/sailor.ts';
import { node22 } from '../host/zapier/handler.ts';
import { authData, createWorld, smartList, type World } from './world.ts';

/** Unpacking and starting the app takes a while where other tests run beside. */
const START_TIMEOUT = 60_000;
export const FOREIGN_URL = 'https://crm.example.com/sailor';
/** What a user types into a step and must never read in an error or a log. */
export const PERSON = { phone: '+15555550188', name: 'Robin Vale' };

interface BuiltApp {
  /** Once the tests run. */
  world: () => World;
  execute: World['execute'];
  /** The error of a call that must fail. */
  failure: (...call: Parameters<World['execute']>) => Promise<Error>;
  createAction: (name: string, change?: Record<string, unknown>) => StoredOutcome;
  urlOf: (outcome: StoredOutcome) => string | null | undefined;
}

export function onEachNode(what: string, tests: (app: BuiltApp) => void): void {
  describe.each([
    { name: 'Node 22', node: node22 },
    { name: 'Node 24', node: process.execPath },
  ])(`${what}, on $name`, ({ node }) => {
    let world: World;
    beforeAll(async () => {
      world = await createWorld(node);
    }, START_TIMEOUT);
    afterAll(async () => {
      await world.close();
    });
    beforeEach(() => {
      world.sailor.outcomes.clear();
      for (const { requests } of [world.sailor, world.iclosed, world.air]) requests.length = 0;
    });

    tests({
      world: () => world,
      execute: (...call) => world.execute(...call),
      failure: (...call) =>
        world.execute(...call).then(
          () => {
            throw new Error(`${call[0]} did not fail.`);
          },
          (error: unknown) => error as Error,
        ),
      createAction: (outcome_name, change = {}) =>
        world.sailor.createOutcome({
          outcome_name,
          outcome_type: 'action',
          order: 10,
          destination_type: 'smart_list',
          destination_id: smartList.id,
          webhook_url: FOREIGN_URL,
          ...change,
        }),
      urlOf: ({ outcome_id }) => world.sailor.outcomes.get(outcome_id)?.webhook_url,
    });

    // Last, since it looks at the errors of all tests before it.
    test('no error and no line of output tells a secret, a header or a person', () => {
      expect(world.errors.length).toBeGreaterThan(0);
      const secrets = [...Object.values(authData), ...Object.values(PERSON), 'Http-', 'What happened'];
      const told = [...world.errors, ...world.handler.printed().split('\n')];
      expect(told.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
    });
  });
}

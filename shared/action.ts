import { type ApiCall, perform, type Transport } from './api.ts';
import type { Inputs, InputValues } from './inputs.ts';
import type { Field } from './outcome.ts';
import { type RawInputs, readInputs } from './readInputs.ts';

/** Sends a call to the provider with the user's key. */
export type Api = <Result>(call: ApiCall<Result>) => Promise<Result>;

export const apiThrough =
  (transport: Transport): Api =>
  (call) =>
    perform(call, transport);

export interface RunContext {
  api: Api;
  /** The same when a host runs this very step again, another for every other. */
  operationId: string;
  /** For what reads many: the most that is wanted; all where there is none. */
  limit?: number | undefined;
}

interface About {
  /** Its name among the actions with the same noun, such as `create`, `update`, `upsert`, `delete`, `getAll`. */
  key: string;
  verb: string;
  noun: string;
  /** One sentence in the third person. */
  description: string;
  /** What reads finds any number of results; what writes or deletes has one. */
  effect: 'read' | 'write' | 'delete';
  /** Whether it does no harm a second time; `byOperation`: not with the same `operationId`. */
  repeatable: boolean | 'byOperation';
  /** Of a result, by path, such as `destination.type`. */
  outputs: Readonly<Record<string, Pick<Field, 'label' | 'type'>>>;
}

type Result = Readonly<Record<string, unknown>>;

interface ActionDefinition<Is extends Inputs, Found extends Result> extends About {
  inputs: Is;
  sample: Found;
  run: (input: InputValues<Is>, context: RunContext) => Promise<Found | readonly Found[]>;
}

/** Something that a provider's API can do, as every host offers it. */
export interface Action extends About {
  inputs: Inputs;
  sample: Result;
  /** Checks what the host hands over by the names of `inputs`, and does it. Throws `OutcomeError`. */
  run: (raw: RawInputs, context: RunContext) => Promise<Result[]>;
}

export function defineAction<const Is extends Inputs, Found extends Result>({
  run,
  ...about
}: ActionDefinition<Is, Found>): Action {
  return {
    ...about,
    run: async (raw, context) => [await run(readInputs(about.inputs, raw), context)].flat(),
  };
}

/** An entry of the user's account to choose from. */
export interface Entry {
  id: string;
  name: string;
  description?: string;
}

export interface EntryList {
  /** What one entry is. */
  noun: string;
  /** Whether `entries` looks for what the user has typed, in more than the names; hosts filter by name otherwise. */
  searches?: boolean;
  /** Whether there may be others, which a person knows by their id. */
  isPartial?: boolean;
  entries: (api: Api, search?: string) => Promise<Entry[]>;
}

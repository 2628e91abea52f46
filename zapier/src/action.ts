import { randomUUID } from 'node:crypto';
import type { Bundle, Create, PlainInputField, Search, ZObject } from 'zapier-platform-core';
import { type Action, apiThrough, OutcomeError, type ProviderId } from '../../shared/index.ts';
import { withZapierErrors } from './errors.ts';
import { type Dropdowns, inputFieldsOf, rawInputsOf, snakeCase } from './inputFields.ts';
import { outputFieldsOf } from './outputFields.ts';
import { sha256 } from './sha256.ts';
import { transportTo } from './transport.ts';

export function actionKey(id: ProviderId, { verb, noun }: Pick<Action, 'verb' | 'noun'>): string {
  return `${id}_${snakeCase(verb)}_${snakeCase(noun)}`;
}

function namesOf(id: ProviderId, action: Action, label: string) {
  const { noun, description } = action;
  return { key: actionKey(id, action), noun, display: { label, description } };
}

/** What writes or deletes. */
export function createStep(id: ProviderId, action: Action, label: string, dropdowns: Dropdowns): Create {
  const inputFields = inputFieldsOf(action.inputs, dropdowns);
  return {
    ...namesOf(id, action, label),
    operation: {
      inputFields: action.repeatable === 'byOperation' ? [...inputFields, idempotencyKey] : inputFields,
      perform: async (z: ZObject, bundle: Bundle) =>
        withZapierErrors(z, async () => {
          const [result] = await run(id, action, z, bundle);
          return { ...result };
        }),
      sample: { ...action.sample },
      outputFields: outputFieldsOf(action.outputs),
    },
  };
}

/** More than Zapier goes on with, and few enough for the time that it gives a step. */
const MOST_RESULTS = 20;

/** What reads: Zapier goes on with the first result. */
export function searchStep(id: ProviderId, action: Action, label: string, dropdowns: Dropdowns): Search {
  const inputFields = inputFieldsOf(action.inputs, dropdowns);
  return {
    ...namesOf(id, action, label),
    operation: {
      inputFields: inputFields.length === 1 ? inputFields.map(required) : inputFields,
      perform: async (z: ZObject, bundle: Bundle) =>
        withZapierErrors(z, async () => {
          refuseEmptySearch(bundle);
          return (await run(id, action, z, bundle, MOST_RESULTS)).map((result) => ({ ...result }));
        }),
      sample: { ...action.sample },
      outputFields: outputFieldsOf(action.outputs),
    },
  };
}

const required = (field: PlainInputField): PlainInputField => ({ ...field, required: true });

/** A search for nothing would go on with any entry of the account. */
function refuseEmptySearch({ inputData }: Bundle): void {
  const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
  if (!Object.values(inputData).every(isEmpty)) return;
  throw new OutcomeError('invalid_input', 'There is nothing to search for.', {
    hint: 'Fill in at least one field.',
  });
}

/** A step does not learn which run it belongs to, so only its content shows a repetition. */
const idempotencyKey: PlainInputField = {
  key: 'idempotency_key',
  label: 'Idempotency Key',
  helpText:
    'Text that is different for each thing you intend to create, so that a repeated run creates it once. If you leave it empty, it is made from the other fields: equal values then create one thing only.',
};

async function run(
  id: ProviderId,
  action: Action,
  z: ZObject,
  bundle: Bundle,
  limit?: number,
): Promise<Readonly<Record<string, unknown>>[]> {
  const { idempotency_key: own, ...data } = bundle.inputData;
  const content = typeof own === 'string' && own !== '' ? own : JSON.stringify(Object.entries(data).sort());
  return action.run(rawInputsOf(action.inputs, data), {
    api: apiThrough(transportTo(id, z, bundle)),
    // A header cannot hold every text that a user may enter. What may be repeated is: A, then B, then A again.
    operationId: action.repeatable === 'byOperation' ? sha256(content) : randomUUID(),
    limit,
  });
}

/** What Zaps of users hang on. Zapier refuses a new version that takes any of it away (C001 to C003). */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LocalHandler, startHandler } from '../host/zapier/handler.ts';
import golden from './definition.golden.json' with { type: 'json' };

interface Definition {
  authentication: { fields: Field[] };
  triggers: Record<string, Step>;
  creates: Record<string, Step>;
  searches: Record<string, Step>;
}
interface Step {
  operation: { sample: object; inputFields?: unknown[]; outputFields?: unknown[] };
}
interface Field {
  key: string;
}

let handler: LocalHandler;
beforeAll(async () => {
  handler = await startHandler();
}, 60_000);
afterAll(async () => {
  await handler.stop();
});

async function publicKeys({ authentication, ...steps }: Definition): Promise<string[]> {
  const ofSteps = (['triggers', 'creates', 'searches'] as const).flatMap((kind) =>
    Object.entries(steps[kind]).map(async ([key, { operation }]) => {
      const path = `${kind}.${key}`;
      const [inputFields, outputFields] = (await Promise.all(
        ['inputFields', 'outputFields'].map((name) => handler.execute(`${path}.operation.${name}`, {})),
      )) as [Field[], Field[]];
      return [
        path,
        ...inputFields.map((field) => `${path}.inputFields.${field.key}`),
        ...outputFields.map((field) => `${path}.outputFields.${field.key}`),
        ...Object.keys(operation.sample).map((name) => `${path}.sample.${name}`),
      ];
    }),
  );
  const ofConnection = authentication.fields.map(({ key }) => `authentication.fields.${key}`);
  return [...ofConnection, ...(await Promise.all(ofSteps)).flat()].sort();
}

// A new key is added to the golden file by hand; one that is there never leaves it.
test('no public key of the app has disappeared, and none is unguarded', async () => {
  const definition = (await handler.call({ command: 'definition' })) as Definition;
  expect(await publicKeys(definition)).toEqual(golden);
});

test('every field is static, so that the editor need not ask for it', async () => {
  const { triggers, creates, searches } = (await handler.call({ command: 'definition' })) as Definition;
  const steps = [triggers, creates, searches].flatMap((kind) => Object.values(kind));
  const fields = steps.flatMap(({ operation }) => [
    ...(operation.inputFields ?? []),
    ...(operation.outputFields ?? []),
  ]);
  expect(fields.length).toBeGreaterThan(100);
  expect(fields.filter((field) => typeof field !== 'object')).toEqual([]);
});

test('the built app is valid by the schema of Zapier', async () => {
  expect(await handler.call({ command: 'validate' })).toEqual([]);
});

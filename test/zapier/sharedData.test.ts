/** What is shared for the sake of speed must change nothing of what Zapier gets to see. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import app from '../../zapier/src/index.ts';
import { withSharedData } from '../../zapier/src/sharedData.ts';

const act = () => 'done';
const definitions = fc.letrec((tie) => ({
  part: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('text', '', 1, true, null, act),
    fc.array(tie('part'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('key', 'label', 'choices', 'perform'), tie('part')),
  ),
})).part;

test('a definition reads the same, with the same functions', () => {
  fc.assert(
    fc.property(definitions, (definition) => {
      expect(withSharedData(definition)).toEqual(definition);
    }),
  );
});

test('equal data are one object, which holds no function', () => {
  const field = () => ({ key: 'country', choices: { DE: 'Germany' } });
  const { one, other, step } = withSharedData({
    one: { inputFields: [field()] },
    other: [field()],
    step: { ...field(), perform: act },
  });
  expect(one.inputFields[0]).toBe(other[0]);
  expect(step.choices).toBe(other[0]?.choices);
  expect(step.perform).toBe(act);
});

test('the list of countries is in the app once, and not as a plain object, which core would take apart', () => {
  const fields = Object.values(app.triggers).flatMap(({ operation }) => operation.inputFields ?? []);
  const lists = (fields as { key: string; choices?: object }[])
    .filter(({ key }) => key === 'default_country')
    .map(({ choices }) => choices);
  expect(lists.length).toBeGreaterThan(2);
  expect(new Set(lists).size).toBe(1);
  expect(lists[0]?.constructor).not.toBe(Object);
});

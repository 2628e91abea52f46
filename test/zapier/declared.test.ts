/** What people read in the Zap editor is what the providers declare, and stands nowhere else. */
import { describe, expect, test } from '@jest/globals';
import { type Input, providerIds, providers } from '../../shared/index.ts';
import app from '../../zapier/src/index.ts';
import { declaredInputs, declaredTexts, repeatedIn } from '../helpers/declared.ts';

interface Field {
  key: string;
  label: string;
  helpText?: string;
  choices?: Record<string, string>;
}
interface Step {
  key: string;
  display: { label: string; description: string; hidden?: boolean };
  operation: { inputFields?: Field[] };
}

/** What only Zapier has. */
const OWN_FIELDS = ['idempotency_key'];
const CONDITION = /^ ?((Required|Counts only) when .+ is .+\.)?$/;

const steps = [app.triggers, app.creates, app.searches]
  .flatMap((kind) => Object.values(kind) as unknown as Step[])
  .filter(({ display }) => display.hidden !== true);
const fields = steps.flatMap(({ key, operation }) =>
  (operation.inputFields ?? []).map((field) => ({ ...field, path: `${key}.${field.key}` })),
);
const { labels, helps, choices } = declaredTexts();

const tables = declaredInputs().filter((input) => input.kind === 'table');
const rowLabels = tables.flatMap((input) => input.choices.map(({ label }) => `${input.label}: ${label}`));
const rowHelps = tables.flatMap((input) =>
  input.choices.map(({ label }) => input.each.replace('{choice}', label)),
);

describe.each(fields.filter(({ key }) => !OWN_FIELDS.includes(key)))('$path', (field) => {
  test('has a declared label', () => {
    expect([...labels, ...rowLabels]).toContain(field.label);
  });

  test('has declared help, and says when it counts', () => {
    const { helpText = '' } = field;
    const known = [...helps, ...rowHelps, ''].filter((help) => helpText.startsWith(help));
    expect(known.some((help) => CONDITION.test(helpText.slice(help.length)))).toBe(true);
  });

  test('offers declared choices', () => {
    for (const label of Object.values(field.choices ?? {})) expect(choices).toContain(label);
  });
});

test('every declared input is in a step', () => {
  const shown = new Set(fields.map(({ label }) => label));
  const labelsOf = (input: Input) =>
    input.kind === 'table' ? input.choices.map(({ label }) => `${input.label}: ${label}`) : [input.label];
  const drawn = declaredInputs().filter(({ kind }) => kind !== 'group');
  expect(drawn.flatMap(labelsOf).filter((label) => !shown.has(label))).toEqual([]);
});

const poll = (event: string, name: string) =>
  `Triggers when ${event}. Asks ${name} for new ones, so that you need no webhook.`;

test('steps are named and described as declared', () => {
  for (const id of providerIds) {
    const { actions, event, name, recentOutcomes } = providers[id];
    const labelOf = (text: string) => `${text} in ${name}`;
    const expected = [
      [labelOf('New Call Outcome'), `Triggers when ${event}.`],
      ...(recentOutcomes ? [[`${labelOf('New Call Outcome')} (Without Webhook)`, poll(event, name)]] : []),
      ...actions.map(({ verb, noun, description }) => [labelOf(`${verb} ${noun}`), description]),
    ];
    const shown = steps
      .filter(({ key }) => key.startsWith(`${id}_`))
      .map(({ display }) => [display.label, display.description]);
    expect(shown.sort()).toEqual(expected.sort());
  }
});

test('connection fields are those of the declared key and secret', () => {
  const shown = (app.authentication as unknown as { fields: Field[] }).fields;
  const expected = providerIds.flatMap((id) => {
    const { name, apiKey, proof, setUp } = providers[id];
    return [
      ...(apiKey ? [[`${name} ${apiKey.label}`, apiKey.help]] : []),
      ...(setUp.subscription ? [] : [[`${name} ${proof.secret.label}`, proof.secret.help]]),
    ];
  });
  const told = shown.filter(({ key }) => !key.endsWith('_accept_unverified'));
  expect(told.map(({ label }) => label)).toEqual(expected.map(([label]) => label));
  told.forEach(({ helpText = '' }, index) => {
    expect(helpText).toContain(expected[index]?.[1]);
  });
});

test('no source of the app repeats a declared text', () => {
  expect(repeatedIn('zapier/src/*.ts')).toEqual([]);
});

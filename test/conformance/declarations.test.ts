/** What every provider declares holds together, whichever host draws it. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { type Inputs, type Provider, providerIds, providers, readInputs } from '../../shared/index.ts';

const root = fileURLToPath(new URL('../../shared/', import.meta.url));

/** Names at which something is wrong. */
function flaws({ lists }: Provider, inputs: Inputs): string[] {
  return Object.entries(inputs).flatMap(([name, input], index) => {
    const before = Object.fromEntries(Object.entries(inputs).slice(0, index));
    const choices = 'choices' in input ? input.choices : [];
    const conditions = [input.when, ...(input.requiredWhen ?? []), ...choices.map(({ when }) => when)];
    const from =
      input.kind === 'entry' ? input.from : input.kind === 'list' && 'from' in input.of && input.of.from;
    return [
      ...conditions.flatMap((when) => unknownStates(before, when ?? {})),
      ...(input.kind === 'group' ? flaws({ lists } as Provider, input.inputs) : []),
      ...(typeof from === 'string' && !Object.hasOwn(lists, from) ? [`the list ${from}`] : []),
      ...(new Set(choices.map(({ value }) => value)).size === choices.length
        ? []
        : ['a choice that is twice']),
    ].map((flaw) => `${name}: ${flaw}`);
  });
}

/** Conditions on what is not declared before, or on values that it never has. */
function unknownStates(before: Inputs, when: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(when).flatMap(([name, values]) => {
    const input = before[name];
    const known = input && 'choices' in input ? input.choices.map(({ value }) => value) : [];
    return values.filter((value) => !known.includes(value)).map((value) => `${name} is ${value}`);
  });
}

describe.each(providerIds)('%s', (id) => {
  const provider: Provider = providers[id];

  test('asks only for what it declares', () => {
    const all = [provider.setUp.subscription?.inputs ?? {}, ...provider.actions.map(({ inputs }) => inputs)];
    expect(all.flatMap((inputs) => flaws(provider, inputs))).toEqual([]);
  });

  test.each(provider.actions.map((action) => [`${action.verb} ${action.noun}`, action] as const))(
    '%s shows in its sample every value that it gives',
    (_name, { sample, outputs }) => {
      const valueAt = (path: string) =>
        path
          .split('.')
          .reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], sample);
      expect(Object.keys(outputs).filter((path) => valueAt(path) === undefined)).toEqual([]);
    },
  );

  test('has a secret of the form that it asks for, and refuses another', () => {
    const { accepts, from } = provider.proof.secret;
    expect(accepts(from(new Uint8Array(24).fill(7)))).toBe(true);
    for (const wrong of ['', '   ', 'short', '\u0000'.repeat(20)]) expect(accepts(wrong)).toBe(false);
  });
});

test('the core names no host and none of its words', () => {
  const words = /\b(Zapier|Zap|n8n|workflow|node|credentials?|connection|this machine|WEBHOOK_URL)\b/;
  const told = globSync('**/*.ts', { cwd: root, exclude: ['node_modules/**'] }).flatMap((file) => {
    const source = readFileSync(root + file, 'utf8').replace(/^import .*$|^} from .*$/gm, '');
    const texts = source.match(/'(?:[^'\\\n]|\\.)*'|`[^`]*`/g) ?? [];
    return texts.filter((text) => words.test(text)).map((text) => `${file}: ${text}`);
  });
  expect(told).toEqual([]);
});

test('an input that is refused is named as it is labelled', () => {
  for (const id of providerIds) {
    for (const { inputs } of providers[id].actions) {
      for (const [name, { label, optional, when, kind }] of Object.entries(inputs)) {
        if (kind === 'group' || kind === 'yesNo' || optional === true || when) continue;
        const given = { [name]: { not: 'readable' } };
        expect(() => readInputs(inputs, given)).toThrow(label);
      }
    }
  }
});

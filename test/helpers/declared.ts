/** Every text of the declarations that a person reads in a host, and where a source repeats one. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  deliverySettings,
  type Input,
  type Inputs,
  type ProviderId,
  providerIds,
  providers,
} from '../../shared/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** All declared inputs, those of groups too. */
export function declaredInputs(): Input[] {
  return providerIds.flatMap((id) => [...actionInputs(id), ...triggerInputs(id)]);
}

export function actionInputs(id: ProviderId): Input[] {
  return providers[id].actions.flatMap(({ inputs }) => inputsIn(inputs));
}

export function triggerInputs(id: ProviderId): Input[] {
  const { filters, setUp } = providers[id];
  return [
    ...inputsIn(setUp.subscription?.inputs ?? {}),
    ...Object.values(filters).map(({ input }) => input),
    ...inputsIn(deliverySettings),
  ];
}

function inputsIn(inputs: Inputs): Input[] {
  return Object.values(inputs).flatMap((input) =>
    input.kind === 'group' ? [input, ...inputsIn(input.inputs)] : [input],
  );
}

/** Labels, help texts and choices, without repetitions. */
export function declaredTexts(): { labels: string[]; helps: string[]; choices: string[] } {
  const inputs = declaredInputs();
  const choices = inputs.flatMap((input) => ('choices' in input ? input.choices : []));
  const helps = [...inputs, ...choices].flatMap(({ help }) => help ?? []);
  return {
    labels: [...new Set(inputs.map(({ label }) => label))],
    helps: [...new Set([...helps, ...providerIds.flatMap(ofConnection)])],
    choices: [...new Set(choices.map(({ label }) => label))],
  };
}

function ofConnection(id: (typeof providerIds)[number]): string[] {
  const { apiKey, proof, setUp, actions } = providers[id];
  const descriptions = actions.map(({ description }) => description);
  return [proof.secret.help, proof.hint, ...setUp.pasted, ...descriptions, ...(apiKey ? [apiKey.help] : [])];
}

/** Sources that hold a declared label or help text in quotes, as `file: text`; choices are single words too often. */
export function repeatedIn(pattern: string): string[] {
  const { labels, helps } = declaredTexts();
  const texts = [...labels.filter((label) => label.includes(' ')), ...helps];
  return globSync(pattern, { cwd: root }).flatMap((file) => {
    const source = readFileSync(`${root}${file}`, 'utf8');
    return texts
      .filter((text) => [`'${text}`, `"${text}`, `\`${text}`].some((quoted) => source.includes(quoted)))
      .map((text) => `${file}: ${text}`);
  });
}

import { deliverySettings, type Inputs, type Provider } from '../../shared/index.ts';

/** Every text for people that a provider's declaration and the settings of deliveries hold. */
export function declaredTexts(provider: Provider): Set<string> {
  const { name, event, proof, apiKey, actions, lists, filters } = provider;
  return new Set([
    name,
    event,
    proof.secret.label,
    proof.secret.help,
    ...[apiKey?.label, apiKey?.help, apiKey?.placeholder].filter((text) => text !== undefined),
    ...Object.values(lists).map(({ noun }) => noun),
    ...actions.flatMap(({ verb, noun, description, inputs }) => [
      verb,
      noun,
      description,
      ...textsIn(inputs),
    ]),
    ...textsIn(provider.setUp.subscription?.inputs ?? {}),
    ...textsIn(deliverySettings),
    ...Object.values(filters).flatMap(({ input }) => textsIn({ input })),
  ]);
}

const KEYS = ['label', 'help', 'placeholder', 'nameLabel', 'valueLabel', 'each'];

function textsIn(inputs: Inputs): string[] {
  const texts: string[] = [];
  JSON.stringify(inputs, (key, value: unknown) => {
    if (KEYS.includes(key) && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
}

import type { Action, Provider } from '../../core.ts';

type Named = Pick<Action, 'verb' | 'noun' | 'effect'>;

/** What reads many has one name in all of n8n. */
export function operationOf({ verb, effect }: Named): string {
  return effect === 'read' ? 'Get Many' : verb;
}

/** "Create an outcome", "Get many outcomes". */
export function phraseOf(action: Named): string {
  const article = action.effect === 'read' ? '' : /^[aeiou]/i.test(action.noun) ? 'an ' : 'a ';
  return `${sentenceCase(operationOf(action))} ${article}${thingOf(action)}`;
}

/** "Create outcome": what stands below the node on the canvas. */
export function subtitleOf(action: Named): string {
  return `${sentenceCase(operationOf(action))} ${thingOf(action)}`;
}

/** "Create, update or delete outcomes in Sailor". */
export function summaryOf({ name, actions }: Provider): string {
  const nouns = [...new Set(actions.map(({ noun }) => noun))];
  const parts = nouns.map((noun) => {
    const verbs = actions
      .filter((action) => action.noun === noun)
      .map((action) => operationOf(action).toLowerCase());
    return `${new Intl.ListFormat('en', { type: 'disjunction' }).format(verbs)} ${noun.toLowerCase()}s`;
  });
  return sentenceCase(`${parts.join('; ')} in `) + name;
}

function thingOf({ noun, effect }: Named): string {
  return noun.toLowerCase() + (effect === 'read' ? 's' : '');
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

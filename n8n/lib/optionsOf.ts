import type { INodePropertyOptions } from 'n8n-workflow';

/** Values as a list to choose from, `NO_SHOW` and `no_show` as "No Show". */
export function optionsOf(values: readonly string[]): INodePropertyOptions[] {
  return values.map((value) => ({ name: value.split('_').map(capitalized).join(' '), value }));
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

import type { CodexData, Icon } from 'n8n-workflow';
import type { Provider } from '../core.ts';

/** `toDist` leads from the built file to the folder in which the build puts the icons of all providers. */
export function iconOf({ id }: Provider, toDist: '..' | '../..'): Icon {
  const folder = `file:${toDist}/icons/${id}` as const;
  return { light: `${folder}/icon.svg`, dark: `${folder}/icon.dark.svg` };
}

/** What n8n's panel of nodes finds a node by. Of an alias it wants all that a person types. */
export function codexOf(page: string, alias: readonly string[]): CodexData {
  const resources = { primaryDocumentation: [{ url: page }], credentialDocumentation: [{ url: page }] };
  return {
    categories: ['Sales', 'Communication'],
    alias: ['call outcome', 'call', 'outcome', 'phone', 'dialer', 'disposition', ...alias],
    resources,
  };
}

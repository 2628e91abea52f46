import type { CodexData, Icon } from 'n8n-workflow';
import type { Provider } from '../core.ts';

/** `toDist` leads from the built file to the folder in which the build puts the icons of all providers. */
export function iconOf({ id }: Provider, toDist: '..' | '../..'): Icon {
  const folder = `file:${toDist}/icons/${id}` as const;
  return { light: `${folder}/icon.svg`, dark: `${folder}/icon.dark.svg` };
}

/** What n8n's panel of nodes finds a node by. Of an alias it wants all that a person types. */
export function codexOf({ name, docsUrl }: Provider, alias: readonly string[]): CodexData {
  const page = [{ url: docsUrl }];
  return {
    categories: ['Sales', 'Communication'],
    alias: [
      'call outcome',
      'outcome',
      'call',
      'phone',
      'dialer',
      'disposition',
      `${name} call outcome`,
      ...alias,
    ],
    resources: { primaryDocumentation: page, credentialDocumentation: page },
  };
}

/** The files that n8n wants of every provider: one for each node and credential, which says only what it renders. */
import { type Provider, providers } from '../../../shared/index.ts';

/** By path below `n8n/`. */
export function providerFiles({ id, apiKey, actions, setUp }: Provider): Record<string, string> {
  const Name = id.charAt(0).toUpperCase() + id.slice(1);
  const files: Record<string, string> = {};
  const add = (path: string, className: string, room: string, make: string) => {
    const lib = path.startsWith('nodes/') ? '../../lib' : '../lib';
    files[path] = [
      `import { ${make} } from '${lib}/${room}/${make}.ts';`,
      '',
      `export class ${className} extends ${make}('${id}') {}`,
      '',
    ].join('\n');
  };
  add(`nodes/${Name}/${Name}Trigger.node.ts`, `${Name}Trigger`, 'triggers', 'triggerNode');
  if (actions.length > 0) add(`nodes/${Name}/${Name}.node.ts`, Name, 'actions', 'actionNode');
  if (apiKey) add(`credentials/${Name}Api.credentials.ts`, `${Name}Api`, 'credentials', 'apiCredential');
  if (!setUp.subscription) {
    add(
      `credentials/${Name}WebhookApi.credentials.ts`,
      `${Name}WebhookApi`,
      'credentials',
      'webhookCredential',
    );
  }
  return files;
}

/** What `n8n/package.json` has to list of them. */
export function listedFiles(
  all: readonly Provider[] = Object.values(providers),
): Record<'credentials' | 'nodes', string[]> {
  const paths = all.flatMap((provider) => Object.keys(providerFiles(provider)));
  const builtIn = (folder: string) =>
    paths
      .filter((path) => path.startsWith(folder))
      .map((path) => `dist/${path.replace(/ts$/, 'js')}`)
      .sort();
  return { credentials: builtIn('credentials/'), nodes: builtIn('nodes/') };
}

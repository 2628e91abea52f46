import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { providers } from '../../shared/index.ts';

const packageFolder = fileURLToPath(new URL('../../n8n/', import.meta.url));
const { n8n } = JSON.parse(readFileSync(`${packageFolder}package.json`, 'utf8')) as {
  n8n: { nodes: string[]; credentials: string[] };
};

interface Loaded {
  file: string;
  folder: string;
  icon: { light: string; dark: string };
  description?: { name: string; version: number };
  methods: string[];
}

const loader = `
  const path = require('node:path');
  const [root, ...files] = process.argv.slice(1);
  console.log(JSON.stringify(files.map((file) => {
    const [name] = path.basename(file).split('.');
    const one = new (require(path.join(root, file))[name])();
    const { description, icon = description.icon, webhookMethods } = one;
    const methods = Object.keys(webhookMethods?.default ?? {});
    return { file, folder: path.dirname(file), icon, description, methods };
  })));
`;

// In a Node of its own with a plain `require`, since that is what n8n does, and jest's is another one.
const loaded = JSON.parse(
  execFileSync(process.execPath, ['-e', loader, packageFolder, ...n8n.nodes, ...n8n.credentials], {
    encoding: 'utf8',
  }),
) as Loaded[];

test('every node and credential loads with a plain require', () => {
  expect(loaded.map(({ file }) => file)).toEqual([...n8n.nodes, ...n8n.credentials]);
});

test.each(Object.values(providers))('$name has a trigger that listens for deliveries', ({ id, name }) => {
  const trigger = loaded.find((one) => one.description?.name === `${id}Trigger`);
  expect(trigger?.description).toMatchObject({
    displayName: `${name} Trigger`,
    inputs: [],
    webhooks: [{ name: 'default', httpMethod: 'POST', path: 'webhook' }],
  });
  expect(trigger?.methods).toEqual(['checkExists', 'create', 'delete']);
});

test('every icon is there, another one in dark', () => {
  for (const { icon, folder } of loaded) {
    const [light, dark] = [icon.light, icon.dark].map((path) =>
      readFileSync(`${packageFolder}${folder}/${path.replace('file:', '')}`, 'utf8'),
    );
    expect(light).toMatch(/^<svg/);
    expect(dark).toMatch(/^<svg/);
    expect(light).not.toBe(dark);
  }
});

test('the workflows name versions that the nodes have', () => {
  const versions = Object.fromEntries(
    loaded.flatMap(({ description }) =>
      description ? [[`n8n-nodes-call-outcomes.${description.name}`, description.version]] : [],
    ),
  );
  const ours = readdirSync(`${packageFolder}workflows`)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const workflow = readFileSync(`${packageFolder}workflows/${file}`, 'utf8');
      return (JSON.parse(workflow) as { nodes: { type: string; typeVersion: number }[] }).nodes;
    })
    .filter(({ type }) => type.startsWith('n8n-nodes-call-outcomes.'));
  expect(ours).not.toEqual([]);
  for (const { type, typeVersion } of ours) expect([type, typeVersion]).toEqual([type, versions[type]]);
});

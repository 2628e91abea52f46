import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { Workflow, WorkflowNode } from '../host/n8n/client.ts';
import { deliverySettings, fields, providerIds, providers, receive } from '../../shared/index.ts';
import { freeNames } from '../helpers/freeNames.ts';

type Exported = Workflow & { pinData: Record<string, { json: Record<string, unknown> }[]> };

const folder = new URL('../../n8n/workflows/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && !file.startsWith('demo-'))
  .map((file) => file.replace('.json', ''));

describe.each(names)('%s', (name) => {
  const text = readFileSync(new URL(`${name}.json`, folder), 'utf8');
  const workflow = JSON.parse(text) as Exported;
  const triggers = workflow.nodes.filter(({ type }) => /outcomes\.\w+Trigger$/.test(type));

  test('holds no code, credential or instance id', () => {
    expect(workflow.nodes.filter(({ type }) => /\.(code|function|functionItem)$/.test(type))).toEqual([]);
    expect(workflow.nodes.filter((node) => node.credentials ?? node.webhookId)).toEqual([]);
    expect(text).not.toMatch(/instanceId|"versionId"/);
  });

  test('shows on each trigger what the core makes of the samples', () => {
    for (const trigger of triggers) {
      const provider = providerIds.find((id) => trigger.type.endsWith(`.${id}Trigger`));
      if (!provider) throw new Error(`There is no provider of ${trigger.type}.`);
      const { samples } = providers[provider];
      const outcomes = (name === 'your-crm' ? samples : samples.slice(0, 1)).flatMap(
        (sample) => receive(provider, { headers: {}, rawBody: JSON.stringify(sample) }).outcomes,
      );
      const pinned = workflow.pinData[trigger.name]?.map(({ json }) => json);
      const metadata = pinned?.map(({ call }) => (call as { metadata: unknown }).metadata)[0] ?? null;
      expect(pinned).toEqual(outcomes.map((one) => ({ ...one, call: { ...one.call, metadata } })));
    }
  });

  test('tells what to connect, and lays its nodes out side by side', () => {
    const isNote = ({ type }: WorkflowNode) => type === 'n8n-nodes-base.stickyNote';
    expect(workflow.nodes.filter(isNote).length).toBeGreaterThanOrEqual(2);
    const nodes = workflow.nodes.filter((node) => !isNote(node));
    const overlapping = nodes.flatMap((one, index) =>
      nodes
        .slice(index + 1)
        .filter(
          ({ position: [x, y] }) =>
            Math.abs(x - one.position[0]) < 192 && Math.abs(y - one.position[1]) < 144,
        )
        .map((other) => `${one.name} and ${other.name}`),
    );
    expect(overlapping).toEqual([]);
  });

  test('repeats no write by itself: where an outcome is a run of its own, that run is what is tried again', () => {
    if (!workflow.nodes.some(({ name }) => name === 'Enter this outcome')) return;
    const repeated = (workflow.nodes as (WorkflowNode & { retryOnFail?: boolean })[])
      .filter(({ retryOnFail }) => retryOnFail)
      .map(({ type }) => type.replace('n8n-nodes-base.', ''));
    expect([...new Set(repeated)].sort()).toEqual(['dataTable', 'executeWorkflow']);
  });

  test('reads no name that nothing declares', () => {
    const texts: string[] = [];
    JSON.stringify(workflow.nodes, (_key, value: unknown) => {
      if (typeof value === 'string' && value.startsWith('=')) texts.push(value);
      return value;
    });
    expect(texts.flatMap(freeNames)).toEqual([]);
  });

  test('reads no field that the record does not have', () => {
    const groups = new Set(Object.keys(fields).flatMap((key) => key.split('.').slice(0, -1)));
    const used = [...text.matchAll(/(?:\$json|\.item\.json|outcome'\)\.first\(\)\.json|\bo)\.(\w+)\.(\w+)/g)]
      .filter(([, group = '']) => groups.has(group))
      .map(([, group, key]) => `${String(group)}.${String(key)}`);
    expect(used.filter((key) => !Object.hasOwn(fields, key))).toEqual([]);
  });
});

test('the two HighLevel workflows differ in nothing but their names, ids, notes and sign-in', () => {
  const without = (name: string) => {
    const { nodes, ...more } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Exported;
    const steps = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
    const signIn = new Set(['id', 'authentication', 'nodeCredentialType', 'genericAuthType']);
    return JSON.stringify({ ...more, name: '', steps }, (key, value: unknown) =>
      signIn.has(key) ? undefined : value,
    );
  };
  expect(without('highlevel-private-token')).toBe(without('highlevel'));
});

test('the note of the Slack workflow names an option that the triggers have', () => {
  const [, option] =
    /add the option \*\*(.+?)\*\*/.exec(readFileSync(new URL('slack.json', folder), 'utf8')) ?? [];
  expect(Object.values(deliverySettings).map(({ label }) => label)).toContain(option);
});

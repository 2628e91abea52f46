import { beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Provider, providerIds, providers } from '../../shared/index.ts';
import type { Editor } from '../helpers/browser.ts';
import { actionInputs, triggerInputs } from '../helpers/declared.ts';
import { packageName } from '../helpers/n8n.ts';
import { filled, labelsOf, noticesOf, plain, type Property, shownOf, statesOf } from '../helpers/panels.ts';
import { type SailorRig, sailorToken } from '../helpers/sailorRig.ts';
import type { CredentialReference, NodeTypeDescription, WorkflowNode } from '../host/n8n/client.ts';

/** The pictures for the README, in light and in dark: UPDATE_SCREENSHOTS=1 takes them again. */
const screenshots = fileURLToPath(new URL('../../n8n/screenshots/', import.meta.url));
const MOST_BYTES = 200_000;

const secrets: Readonly<Record<string, Record<string, string>>> = {
  sailorApi: { apiToken: sailorToken },
  airApi: { apiToken: 'air-api-token' },
  airWebhookApi: { bearerToken: 'a-bearer-token-of-enough-length' },
  iclosedApi: { apiKey: 'iclosed_api-key' },
  iclosedWebhookApi: { signingSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
};

const nodes = providerIds.flatMap((id) => [
  { node: `${id}Trigger`, declared: triggerInputs(id) },
  { node: id, declared: actionInputs(id) },
]);

/**
 * The tests of what the editor shows of each node and credential. They share an n8n with others, since starting one
 * takes long.
 */
export function describePanels(shared: () => { rig: SailorRig; editor: Editor }): void {
  describe('panels', () => {
    let rig: SailorRig;
    let editor: Editor;
    let types: NodeTypeDescription[];
    let credentials: Record<string, CredentialReference>;

    beforeAll(async () => {
      ({ rig, editor } = shared());
      types = await rig.client.nodeTypes();
      const made = Object.entries(secrets).map(
        async ([type, data]) => [type, await rig.client.createCredential(type, data, 'My account')] as const,
      );
      credentials = Object.fromEntries(await Promise.all(made));
    });

    function typeOf(node: string): NodeTypeDescription & { properties: Property[] } {
      const type = types.find(({ name }) => name === `${packageName}.${node}`);
      if (!type) throw new Error(`n8n has no node ${node}.`);
      return type;
    }

    /** A node of this type for each set of parameters. */
    function nodesOf(type: NodeTypeDescription, each: readonly Record<string, unknown>[]): WorkflowNode[] {
      const own = (type['credentials'] as { name: string }[]).flatMap(({ name }) => {
        const reference = credentials[name];
        return reference ? [[name, reference] as const] : [];
      });
      return each.map((parameters, index) => ({
        id: randomUUID(),
        name: index === 0 ? type.displayName : `${type.displayName} ${index}`,
        type: type.name,
        typeVersion: [type.version].flat().at(-1) ?? 1,
        position: [0, 0],
        webhookId: randomUUID(),
        parameters,
        credentials: Object.fromEntries(own),
      }));
    }

    /** In rows that fit into the window. */
    async function openWorkflowOf(all: readonly WorkflowNode[]): Promise<void> {
      const nodes = all.map((node, index): WorkflowNode => {
        return { ...node, position: [(index % 6) * 240, Math.floor(index / 6) * 200] };
      });
      const { id } = await rig.client.createWorkflow({ name: 'Panels', nodes, connections: {} });
      await editor.openWorkflow(id);
    }

    describe('nodes', () => {
      // n8n takes longer to show a workflow than a panel, so that all are in one.
      beforeAll(async () => {
        await openWorkflowOf(
          nodes.flatMap(({ node }) => {
            const type = typeOf(node);
            return nodesOf(
              type,
              statesOf(type.properties).map((state) => filled(type.properties, state)),
            );
          }),
        );
      });

      test.each(nodes)(
        '$node shows every field in every state, and the whole label',
        async ({ node, declared }) => {
          const type = typeOf(node);
          const states = statesOf(type.properties);
          const names = nodesOf(type, states).map(({ name }) => name);
          const seen = new Set<string>();
          for (const [index, state] of states.entries()) {
            const shown = shownOf(type.properties, state);
            const expected = labelsOf(shown).sort();
            await editor.openOnCanvas(names[index] ?? '');
            const { labels, notices, cutOff } = await editor.fieldsIn(
              editor.part('node-parameters'),
              expected,
            );
            await editor.closeNode();
            const own = labels.filter((label) => !/^Credential( for .*)?$/.test(label)).sort();
            expect({ state, labels: own, notices: notices.map(plain), cutOff }).toEqual({
              state,
              labels: expected,
              notices: noticesOf(shown),
              cutOff: [],
            });
            own.forEach((label) => seen.add(label));
          }

          expect(declared.map(({ label }) => label).filter((label) => !seen.has(label))).toEqual([]);
        },
      );
    });

    test.each(Object.keys(secrets))('%s shows every field, and the whole label', async (name) => {
      const id = providerIds.find((one) => name.startsWith(one)) ?? 'sailor';
      const { apiKey, proof }: Provider = providers[id];
      const { label, rotates } = proof.secret;
      const previous = rotates === true ? [`Previous ${label}`] : [];
      const expected = name === `${id}Api` ? [apiKey?.label ?? ''] : [label, ...previous];

      const dialog = await editor.openCredential(credentials[name]?.id ?? '');
      const { labels, cutOff } = await editor.fieldsIn(dialog, expected);
      const own = labels.filter((one) => one !== 'Allowed HTTP Request Domains');
      expect({ labels: own, cutOff }).toEqual({ labels: expected, cutOff: [] });
    });

    const pictures = [
      ['sailorTrigger', (outcome: string) => ({ outcomes: [outcome], whenTaken: 'replace' })],
      ['airTrigger', () => ({})],
      ['iclosedTrigger', () => ({})],
      ['sailor', () => ({})],
      ['air', () => ({})],
      ['iclosed', () => ({})],
    ] as const;

    (process.env.UPDATE_SCREENSHOTS === undefined ? test.skip : test).each(pictures)(
      'a picture of %s',
      async (node, parametersFor) => {
        const { outcome_id: outcome } = rig.sailor.createOutcome({
          outcome_name: 'Interested',
          outcome_type: 'action',
          webhook_url: 'https://old-crm.example/sailor',
        });
        const type = typeOf(node);
        await openWorkflowOf(nodesOf(type, [parametersFor(outcome)]));
        const panel = await editor.openOnCanvas(type.displayName);
        // What is under the mouse shows more than the rest.
        await editor.page.mouse.move(0, 0);
        await mkdir(screenshots, { recursive: true });
        for (const colorScheme of ['dark', 'light'] as const) {
          await editor.page.emulateMedia({ colorScheme });
          await editor.page.waitForLoadState('networkidle');
          const path = `${screenshots}${node}${colorScheme === 'dark' ? '.dark' : ''}.png`;
          await panel.screenshot({ path, animations: 'disabled' });
          expect((await stat(path)).size).toBeLessThan(MOST_BYTES);
        }
      },
    );
  });
}

// What a person reads in n8n is either declared in the core or one of the few words that only n8n needs.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import { actionNode } from '../../n8n/lib/actions/actionNode.ts';
import { apiCredential } from '../../n8n/lib/credentials/apiCredential.ts';
import { webhookCredential } from '../../n8n/lib/credentials/webhookCredential.ts';
import { htmlOf } from '../../n8n/lib/text.ts';
import { triggerNode } from '../../n8n/lib/triggers/triggerNode.ts';
import { type Provider, type ProviderId, providerIds, providers } from '../../shared/index.ts';
import { declaredTexts } from '../helpers/declaredTexts.ts';

/** Of n8n itself, or of what only n8n has. */
const OWN = [
  /^(Resource|Operation|Get Many|Return All|Limit|From List|By ID|Not Set|Add (Field|option)|Field|Name|Value)$/,
  /^Whether to return all results|^Max number of results/,
  /^Using (Fields Below|JSON)$|^Metadata (Fields|JSON)$/,
  /^Add [A-Z]\w+( [A-Z]\w+)*$|^Outcome$/,
  /^(Authentication|None|Options|Drop Repeats|Respond|Immediately|When the Workflow Finishes)$/,
  /^(Only accept|Accept) deliveries|^Anyone who learns the URL|^Whether to skip outcomes that this trigger/,
  /^When n8n has stored|^Only if it finishes|^When the provider gets the answer/,
  /^Outcomes Where I Paste the URL$|^Without an .*: you enter the URL of this trigger in/,
  /^<ul><li>Open <b>Webhook URLs<\/b> above|^When you unpublish this workflow/,
  /^Previous |^Only while you replace the secret/,
];

const TEXTS = ['displayName', 'description', 'placeholder', 'name', 'action'];

/** The texts of parameters and choices. The name of a parameter is for machines, that of a choice is read. */
function textsOf(properties: unknown): string[] {
  const texts: string[] = [];
  JSON.stringify(properties, function (this: Record<string, unknown>, key, value: unknown) {
    const isRead =
      TEXTS.includes(key) &&
      !(key === 'name' && !('value' in this && typeof this['displayName'] !== 'string'));
    if (isRead && typeof value === 'string' && value !== '') texts.push(value);
    return value;
  });
  return texts;
}

function made(id: ProviderId) {
  const { actions, apiKey, setUp }: Provider = providers[id];
  const nodes: INodeType[] = [
    new (triggerNode(id))(),
    ...(actions.length > 0 ? [new (actionNode(id))()] : []),
  ];
  const credentials: ICredentialType[] = [
    ...(apiKey ? [new (apiCredential(id))()] : []),
    ...(setUp.subscription ? [] : [new (webhookCredential(id))()]),
  ];
  return {
    nodes,
    credentials,
    properties: [
      ...nodes.map(({ description }) => description.properties),
      ...credentials.map(({ properties }) => properties),
    ],
  };
}

test.each(providerIds)('every label, help text and choice of %s is the declared one', (id) => {
  const declared = new Set(
    [...declaredTexts(providers[id])].flatMap((text) => [htmlOf(text), `e.g. ${text}`]),
  );
  const phrases = made(id).nodes.flatMap(({ description }) => description.codex?.alias ?? []);
  const unknown = textsOf(made(id).properties).filter(
    (text) => !declared.has(text) && !phrases.includes(text) && !OWN.some((own) => own.test(text)),
  );
  expect(unknown).toEqual([]);
});

test.each(providerIds)('every declared input of the actions of %s is shown', (id) => {
  const shown = new Set(textsOf(made(id).properties));
  for (const { inputs } of providers[id].actions) {
    for (const { label, help } of Object.values(inputs)) {
      expect(shown).toContain(label);
      if (help !== undefined) expect(shown).toContain(htmlOf(help));
    }
  }
});

test.each(['n8n', 'zapier'])('no declared text is written again in %s', (host) => {
  const declared = [...new Set(providerIds.flatMap((id) => [...declaredTexts(providers[id])]))].filter(
    (text) => text.length > 15,
  );
  const root = new URL('../../', import.meta.url);
  const again = globSync(`${host}/{lib,nodes,credentials,src}/**/*.ts`, { cwd: root }).flatMap((file) => {
    const source = readFileSync(new URL(file, root), 'utf8');
    return declared.filter((text) => source.includes(text)).map((text) => `${file}: ${text}`);
  });
  expect(again).toEqual([]);
});

test('a key that no call can test has no test, and says so', () => {
  for (const id of providerIds) {
    const { apiKey }: Provider = providers[id];
    const { credentials, nodes } = made(id);
    const credential = credentials.find(({ name }) => name === `${id}Api`);
    expect(credential?.test !== undefined).toBe(apiKey?.test !== undefined);
    const tested = nodes
      .flatMap(({ description }) => description.credentials ?? [])
      .filter(({ testedBy }) => testedBy);
    expect(tested.map(({ name }) => name)).not.toContain(`${id}Api`);
    if (apiKey && !apiKey.test) expect(credential?.properties[0]?.description).toMatch(/no way to check/);
  }
});

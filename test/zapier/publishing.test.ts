import { describe, expect, test } from '@jest/globals';
import { type ProviderId, providerIds } from '../../shared/index.ts';
import {
  type AppDefinition,
  type Field,
  publishingProblems,
  publishingRules,
  type Step,
} from '../host/zapier/publishing.ts';
import { createApp } from '../../zapier/src/app.ts';

const definitionOf = (ids: readonly ProviderId[]) => createApp(ids) as unknown as AppDefinition;

describe('our apps', () => {
  test('Sailor alone breaks no rule', () => {
    expect(publishingProblems(definitionOf(['sailor']))).toEqual([]);
  });

  // Air and iClosed document no way to subscribe, so that these triggers are for private apps only.
  test.each([
    { ids: providerIds, isStatic: ['air', 'iclosed'] },
    { ids: ['air'] as const, isStatic: ['air'] },
    { ids: ['iclosed'] as const, isStatic: ['iclosed'] },
  ])('$ids break only the rule against static hooks', ({ ids, isStatic }) => {
    expect(publishingProblems(definitionOf(ids)).map(({ rule, path }) => [rule, path])).toEqual(
      isStatic.map((id) => ['D017', `triggers.${id}_call_outcome`]),
    );
  });
});

const polling: Step = {
  key: 'new_call',
  noun: 'Call',
  display: { label: 'New Call', description: 'Triggers when a call has ended.' },
  operation: {
    type: 'polling',
    sample: { id: '1', endedAt: '2024-03-20T10:00:00Z', seconds: 3 },
    outputFields: [{ key: 'id' }, { key: 'endedAt', type: 'datetime' }, { key: 'seconds', type: 'integer' }],
  },
};
const hook: Step = {
  ...polling,
  key: 'new_outcome',
  operation: {
    ...polling.operation,
    type: 'hook',
    performList: '$f$',
    performSubscribe: '$f$',
    performUnsubscribe: '$f$',
  },
};
const field: Field = { key: 'call', label: 'Call', helpText: 'The one to note.', dynamic: 'new_call.id' };
const create: Step = {
  ...polling,
  key: 'create_note',
  display: { label: 'Create Note', description: 'Creates a new note.' },
  operation: { ...polling.operation, type: 'create', inputFields: [field] },
};
const search: Step = {
  ...create,
  key: 'find_call',
  display: { label: 'Find Call', description: 'Finds a call.' },
};
const flawless: AppDefinition = {
  authentication: {
    type: 'custom',
    connectionLabel: '{{bundle.inputData.name}}',
    fields: [{ key: 'api_key', label: 'Key', helpText: 'See [settings](https://example.com).' }],
  },
  triggers: { new_call: polling, new_outcome: hook },
  searches: { find_call: search },
  creates: { create_note: create },
  searchOrCreates: { find_call: { key: 'find_call', search: 'find_call', create: 'create_note' } },
};

const withField = (change: Partial<Field>): AppDefinition => ({
  ...flawless,
  creates: {
    create_note: { ...create, operation: { ...create.operation, inputFields: [{ ...field, ...change }] } },
  },
});
const withStep = (kind: 'triggers' | 'searches' | 'creates', step: Step): AppDefinition => ({
  ...flawless,
  [kind]: { ...flawless[kind], [step.key]: step },
});
const withDisplay = (kind: 'triggers' | 'creates', step: Step, display: Partial<Step['display']>) =>
  withStep(kind, { ...step, display: { ...step.display, ...display } });
const withOperation = (
  kind: 'triggers' | 'searches' | 'creates',
  step: Step,
  operation: Partial<Step['operation']>,
) => withStep(kind, { ...step, operation: { ...step.operation, ...operation } });
const withAuthField = (change: Partial<Field>): AppDefinition => ({
  ...flawless,
  authentication: {
    type: 'custom',
    connectionLabel: 'x',
    fields: [{ key: 'api_key', helpText: 'See [settings](https://example.com).', ...change }],
  },
});
const staticHook: Step = {
  ...hook,
  display: { ...hook.display, directions: 'Paste it.' },
  operation: { type: 'hook', performList: '$f$', sample: { id: '1' } },
};

/** For each rule an app that breaks it. */
const broken: Record<string, AppDefinition[]> = {
  D001: [withField({ key: 'api_token' }), withField({ key: 'client_secret' })],
  D002: [withAuthField({ helpText: 'In the settings.' })],
  D003: [{ ...flawless, authentication: { type: 'custom', fields: [] } }],
  D004: [withField({ key: 'call_id', dynamic: '' })],
  D005: [withField({ dynamic: 'nowhere.id' })],
  D006: [withOperation('triggers', hook, { performList: undefined })],
  D007: [withField({ helpText: 'http://example.com' })],
  D008: [
    withField({ helpText: 'See https://example.com for more.' }),
    withField({ helpText: 'See [this](https://example.com, (there)).' }),
  ],
  D009: [withOperation('searches', search, { inputFields: [] })],
  D010: [
    withOperation('triggers', polling, { sample: { seconds: 3 } }),
    withOperation('triggers', polling, { outputFields: [{ key: 'uuid', primary: true }, { key: 'id' }] }),
  ],
  D011: [withField({ label: 'The Call', helpText: 'the call.' })],
  D012: [withOperation('creates', create, { sample: undefined })],
  D013: [withField({ search: 'nowhere.id' })],
  D014: [withField({ search: 'find_call.id', dynamic: undefined })],
  D015: [{ ...flawless, searchOrCreates: { x: { key: 'x', search: 'find_call', create: 'nothing' } } }],
  D016: [{ ...flawless, triggers: { new_outcome: staticHook }, creates: {} }],
  D017: [withStep('triggers', staticHook)],
  D018: [withDisplay('creates', create, { label: 'Create note' })],
  D021: [withDisplay('triggers', hook, { description: 'When a call ends' })],
  D022: [withOperation('creates', create, { inputFields: ['$func$2$f$'] })],
  D023: [
    withOperation('triggers', hook, { sample: { id: '1', endedAt: '2024-03-20T10:00:00' } }),
    withOperation('triggers', hook, { sample: { id: '1', endedAt: '01 Aug 2023' } }),
  ],
  D024: [
    withOperation('triggers', hook, { sample: { id: '1', seconds: '3' } }),
    withOperation('triggers', hook, { outputFields: [{ key: 'id' }, { key: 'name', required: true }] }),
  ],
  D025: [withField({ helpText: 'javascript:alert(1)' })],
  D026: [withAuthField({ key: 'api_domain' })],
  'own-hook-type': [withOperation('triggers', hook, { type: undefined })],
  'own-trigger-input': [withOperation('triggers', hook, { inputFields: ['$func$2$f$'] })],
  'own-output-field': [withOperation('triggers', hook, { sample: { id: '1', extra: { deep: 1 } } })],
  'own-description': [withDisplay('creates', create, { description: 'Create a note' })],
  'own-no-zapier': [withDisplay('creates', create, { description: 'Creates a note for Zapier.' })],
  'own-directions': [withDisplay('triggers', staticHook, { directions: '' })],
  'own-depends-on': [withField({ dependsOn: ['nothing'] })],
  'own-field-label': [withField({ label: 'Call to note' })],
};

describe('each rule', () => {
  test('is met by an app without a flaw', () => {
    expect(publishingProblems(flawless)).toEqual([]);
  });

  test('has an app here that breaks it', () => {
    expect(Object.keys(broken).sort()).toEqual([...publishingRules].sort());
  });

  test.each(Object.entries(broken).flatMap(([rule, apps]) => apps.map((app) => ({ rule, app }))))(
    '$rule can fail',
    ({ rule, app }) => {
      expect(publishingProblems(app).map((problem) => problem.rule)).toContain(rule);
    },
  );

  test('does not look at what users do not see', () => {
    const hidden = withDisplay('triggers', { ...hook, operation: {} }, { hidden: true, label: 'all wrong' });
    expect(publishingProblems(hidden)).toEqual([]);
  });
});

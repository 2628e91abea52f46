import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { outcomeResults } from '../../shared/index.ts';
import { node22 } from '../host/zapier/handler.ts';
import { iclosedRateLimited } from '../emulators/iclosed.ts';
import { sailorError, type SailorErrorCode, sailorErrors, type StoredOutcome } from '../emulators/sailor.ts';
import { authData, createWorld, hookUrl, smartList, type World } from './world.ts';

/** Unpacking and starting the app takes a while where other tests run beside. */
const START_TIMEOUT = 60_000;
const FOREIGN_URL = 'https://crm.example.com/sailor';
/** What a user types into a step and must never read in an error or a log. */
const PERSON = { phone: '+15555550188', name: 'Robin Vale' };

describe.each([
  { name: 'Node 22', node: node22 },
  { name: 'Node 24', node: process.execPath },
])('the built app on $name', ({ node }) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld(node);
  }, START_TIMEOUT);
  afterAll(async () => {
    await world.close();
  });
  beforeEach(() => {
    world.sailor.outcomes.clear();
    world.sailor.requests.length = 0;
    world.iclosed.requests.length = 0;
    world.air.requests.length = 0;
  });

  const execute: World['execute'] = (method, bundle) => world.execute(method, bundle);
  const createAction = (outcome_name: string, change: Record<string, unknown> = {}): StoredOutcome =>
    world.sailor.createOutcome({
      outcome_name,
      outcome_type: 'action',
      order: 10,
      destination_type: 'smart_list',
      destination_id: smartList.id,
      webhook_url: FOREIGN_URL,
      ...change,
    });
  const urlOf = ({ outcome_id }: StoredOutcome) => world.sailor.outcomes.get(outcome_id)?.webhook_url;
  const failure = (method: string, bundle?: Record<string, unknown>) =>
    execute(method, bundle).then(
      () => {
        throw new Error(`${method} did not fail.`);
      },
      (error: unknown) => error as Error,
    );

  describe('connection', () => {
    const connect = (data: Record<string, string>) => execute('authentication.test', { authData: data });

    test('tells which providers are connected', async () => {
      expect(await connect(authData)).toEqual({ connected: 'Sailor …5f1e, Air …90ab, iClosed …41dd' });
      const secret = 'a-made-up-token-0123';
      expect(await connect({ air_webhook_secret: secret })).toEqual({ connected: 'Air …0123' });
    });

    test('needs no secret of iClosed where the account has none', async () => {
      expect(await connect({ iclosed_accept_unverified: 'true' })).toEqual({
        connected: 'iClosed (unverified)',
      });
    });

    test.each([
      { air_webhook_secret: 'short' },
      { air_webhook_secret: '                  ' },
      { iclosed_webhook_secret: '   ' },
      { iclosed_webhook_secret: 'whsec_no-base64-at-all!' },
      { iclosed_webhook_secret: 'c2hvcnQ=' },
    ])('refuses what can be no secret: %j', async (secrets) => {
      const error = await failure('authentication.test', { authData: { ...authData, ...secrets } });
      expect(error.message).toMatch(/The (Bearer Token|Signing Secret) must /);
    });

    test('reports every provider that refuses, by name', async () => {
      const error = await failure('authentication.test', {
        authData: { sailor_api_token: 'wrong', iclosed_api_key: 'iclosed_key-expired' },
      });
      expect(error.message).toMatch(/Sailor: .*token.*\\niClosed: .*API key/);
    });

    test('reports an outage as one, and beside it what else is wrong', async () => {
      world.sailor.faults.push({ answer: { status: 500 } });
      const error = await failure('authentication.test', {
        authData: { ...authData, iclosed_api_key: 'iclosed_key-expired' },
      });
      expect(JSON.parse(error.message)).toMatchObject({
        code: 'unavailable',
        status: 502,
        message: expect.stringMatching(/^Sailor: Sailor reported an internal error.*\niClosed: .*API key/),
      });
    });

    test('asks for at least one key', async () => {
      const error = await failure('authentication.test', { authData: { sailor_api_token: '' } });
      expect(error.message).toContain('Enter at least one');
    });
  });

  describe('the trigger of Sailor', () => {
    const trigger = 'triggers.sailor_call_outcome.operation';
    const subscribe = (outcomes: StoredOutcome[], zap = 1, replace = true) =>
      execute(`${trigger}.performSubscribe`, {
        inputData: { outcome_ids: outcomes.map(({ outcome_id }) => outcome_id), replace },
        targetUrl: hookUrl(zap),
      });
    const unsubscribe = (zap = 1) =>
      execute(`${trigger}.performUnsubscribe`, {
        targetUrl: hookUrl(zap),
        subscribeData: { url: hookUrl(zap) },
      });

    test('listens to the chosen outcomes, and gives them back as they were', async () => {
      const [interested, busy] = [createAction('Interested'), createAction('Busy')];
      await subscribe([interested]);
      expect(urlOf(interested)).toContain(hookUrl(1));
      expect(urlOf(busy)).toBe(FOREIGN_URL);

      const sent = world.sailor.applyOutcome(interested.outcome_id, { callId: 'call-1' });
      const records = await execute(`${trigger}.perform`, await world.arrived(sent));
      expect(records).toMatchObject([
        {
          id: `sailor:call-1:${interested.outcome_id}`,
          outcome: { name: 'Interested' },
          destination: { listIds: [smartList.id] },
        },
      ]);

      await unsubscribe();
      expect(world.sailor.outcomes.get(interested.outcome_id)).toEqual({
        ...interested,
        updated_at: expect.any(String),
      });
    });

    test.each([
      'http://crm.example.com/x',
      'http://10.0.0.4:8080/',
      'https://user:pass@crm.example.com/x?token=&restore=a',
      'HTTPS://CRM.example.com:443',
      'https://crm.example.com/a b?q=ü&token=1&restore=https://b.example',
      'https://crm.example.com/{{lead.id}}?of={{bundle.inputData.zap}}&{{{{process.env.HOME}}}}',
    ])('gives %s back as it was, and renames what sends there', async (webhook_url) => {
      const [interested, busy] = [
        createAction('Interested', { webhook_url }),
        createAction('Busy', { webhook_url }),
      ];
      world.sailor.faults.push({
        method: 'PATCH',
        path: new RegExp(busy.outcome_id),
        delayMs: 100,
        answer: sailorError('forbidden'),
      });
      await failure(`${trigger}.performSubscribe`, { inputData: { replace: true }, targetUrl: hookUrl(1) });
      expect([interested, busy].map(urlOf)).toEqual([webhook_url, webhook_url]);

      await subscribe([interested, busy]);
      await unsubscribe();
      await execute('creates.sailor_update_outcome.operation.perform', {
        inputData: { outcome_id: busy.outcome_id, name: 'Later' },
      });
      expect([interested, busy].map(urlOf)).toEqual([webhook_url, webhook_url]);
    });

    test.each([false, 'false', 'False', 'refuse', '', null, undefined])(
      'does not replace the address of another where replacing is %j',
      async (replace) => {
        const outcome = createAction('Interested');
        const error = await failure(`${trigger}.performSubscribe`, {
          inputData: { outcome_ids: [outcome.outcome_id], replace },
          targetUrl: hookUrl(1),
        });
        expect(error.message).toContain('already sends to crm.example.com');
        expect(urlOf(outcome)).toBe(FOREIGN_URL);
      },
    );

    test.each([true, 'true', 'True', 'replace'])('replaces it where it is %j', async (replace) => {
      const outcome = createAction('Interested');
      await execute(`${trigger}.performSubscribe`, {
        inputData: { outcome_ids: [outcome.outcome_id], replace },
        targetUrl: hookUrl(1),
      });
      expect(urlOf(outcome)).toContain(hookUrl(1));
    });

    test('makes a new outcome for the Zap, and takes it away again where that is chosen', async () => {
      const inputData = { listen_to: 'new', outcome_name: 'Send to CRM', delete_when_off: true };
      await execute(`${trigger}.performSubscribe`, { inputData, targetUrl: hookUrl(1) });
      expect([...world.sailor.outcomes.values()]).toMatchObject([
        { outcome_name: 'Send to CRM', webhook_url: expect.stringContaining(hookUrl(1)) },
      ]);
      await execute(`${trigger}.performUnsubscribe`, { inputData, targetUrl: hookUrl(1) });
      expect(world.sailor.outcomes.size).toBe(0);
    });

    test('says where a name has two results, before the Zap is turned on', async () => {
      createAction('Interested');
      const inputData = { count_as_positive: ['Interested'], count_as_negative: ['interested'] };
      for (const step of ['performSubscribe', 'performList']) {
        const error = await failure(`${trigger}.${step}`, { inputData, targetUrl: hookUrl(1) });
        expect(error.message).toContain(
          'Custom Results has “interested” twice, as Positive and as Negative.',
        );
      }
    });

    test('lists only samples that would start the Zap', async () => {
      createAction('Interested');
      createAction('Busy');
      const list = (inputData: object) => execute(`${trigger}.performList`, { inputData });
      expect(await list({ only_results: ['not_reached'] })).toMatchObject([{ outcome: { name: 'Busy' } }]);
      expect(await list({ count_as_unknown: ['Busy'], only_results: ['not_reached'] })).toEqual([]);
      expect(await list({ listen_to: 'new', outcome_name: 'Send to CRM' })).toMatchObject([
        { outcome: { name: 'Send to CRM', type: 'action' } },
      ]);
    });

    test.each([null, '', [], [null], 'null'])('takes a delivery where lists come as %j', async (empty) => {
      const outcome = createAction('Interested');
      await subscribe([outcome]);
      const bundle = await world.arrived(world.sailor.applyOutcome(outcome.outcome_id));
      const inputData = {
        only_results: empty,
        count_as_positive: empty,
        outcome_ids: empty,
        include_raw: 'false',
      };
      expect(await execute(`${trigger}.perform`, { ...bundle, inputData })).toMatchObject([{ raw: null }]);
    });

    test('refuses an outcome that sends elsewhere, such as to another Zap', async () => {
      const outcome = createAction('Interested');
      await subscribe([outcome], 1);
      const error = await failure(`${trigger}.performSubscribe`, {
        inputData: { outcome_ids: [outcome.outcome_id] },
        targetUrl: hookUrl(2),
      });
      expect(error).toMatchObject({ name: 'AppError' });
      expect(error.message).toContain('“Interested” already sends to hooks.zapier.com');
      expect(urlOf(outcome)).toContain(hookUrl(1));
    });

    test('leaves alone at the end what somebody else has taken over', async () => {
      const outcome = createAction('Interested');
      await subscribe([outcome]);
      world.sailor.replaceOutcome(outcome.outcome_id, {
        outcome_name: 'Interested',
        outcome_type: 'action',
        webhook_url: 'https://other.example.com/',
      });
      await unsubscribe();
      expect(urlOf(outcome)).toBe('https://other.example.com/');
    });

    test('takes back what it did when one outcome fails', async () => {
      const outcomes = [createAction('One'), createAction('Two')];
      world.sailor.faults.push({
        method: 'PATCH',
        path: new RegExp(outcomes[1]?.outcome_id ?? ''),
        answer: sailorError('forbidden'),
      });
      const error = await failure(`${trigger}.performSubscribe`, {
        inputData: { replace: true },
        targetUrl: hookUrl(1),
      });
      expect(error.message).toContain('No outcome was changed.');
      expect(outcomes.map(urlOf)).toEqual([FOREIGN_URL, FOREIGN_URL]);
    });

    test.each(['abcdef', 'ghijkl'])(
      'goes on at a second attempt, with hook %s, where the first was cut off',
      async (hook) => {
        const [one, two] = [createAction('One'), createAction('Two')];
        const [isOne, isTwo] = [new RegExp(one.outcome_id), new RegExp(two.outcome_id)];
        const refusal = { method: 'PATCH', times: 99, answer: sailorError('forbidden') };
        world.sailor.faults.push(
          { ...refusal, path: isTwo, times: 1, delayMs: 100 },
          { method: 'PATCH', path: isOne },
          { ...refusal, path: isOne },
        );
        const error = await failure(`${trigger}.performSubscribe`, {
          inputData: { replace: true },
          targetUrl: hookUrl(1),
        });
        expect(error.message).toContain('Check these in Sailor: “One”');
        expect([one, two].map(urlOf)).toEqual([expect.stringContaining(hookUrl(1)), FOREIGN_URL]);

        world.sailor.faults.length = 0;
        const targetUrl = `https://hooks.zapier.com/hooks/standard/1/${hook}/`;
        await execute(`${trigger}.performSubscribe`, { inputData: { replace: true }, targetUrl });
        expect([one, two].map(urlOf)).toEqual([
          expect.stringContaining(targetUrl),
          expect.stringContaining(targetUrl),
        ]);
        await execute(`${trigger}.performUnsubscribe`, { targetUrl });
        expect([one, two].map(urlOf)).toEqual([FOREIGN_URL, FOREIGN_URL]);
      },
    );

    test("lists samples of the account's own action outcomes, without a call", async () => {
      const interested = createAction('Interested');
      createAction('Remove', {
        destination_type: 'remove_from_smart_list',
        destination_id: undefined,
        remove_from_smart_lists: { all: true },
      });
      world.sailor.createOutcome({ outcome_name: 'Not Qualified', outcome_type: 'disposition' });
      expect(await execute(`${trigger}.performList`)).toMatchObject([
        {
          outcome: { id: interested.outcome_id, name: 'Interested' },
          destination: { listIds: [smartList.id] },
        },
        { outcome: { name: 'Remove' }, destination: { scope: 'all', listIds: [] } },
      ]);
      const chosen = { inputData: { outcome_ids: [interested.outcome_id] } };
      expect(await execute(`${trigger}.performList`, chosen)).toHaveLength(1);
    });

    test('has the shape of a live record in every sample', async () => {
      const outcome = createAction('Interested');
      const [listed] = (await execute(`${trigger}.performList`)) as object[];
      await subscribe([outcome]);
      const sent = world.sailor.applyOutcome(outcome.outcome_id);
      const [live] = (await execute(`${trigger}.perform`, await world.arrived(sent))) as object[];
      expect(shapeOf(listed)).toEqual(shapeOf(live));
    });

    test('fills the dropdowns of the editor', async () => {
      const { outcome_id: id } = createAction('Interested');
      world.sailor.createOutcome({ outcome_name: 'Lost', outcome_type: 'disposition' });
      expect(await execute('triggers.sailor_outcomes.operation.perform')).toEqual([
        { id, name: 'Interested' },
      ]);
      expect(await execute('triggers.sailor_all_outcomes.operation.perform')).toMatchObject([
        { name: 'Interested (action)' },
        { name: 'Lost (disposition)' },
      ]);
      expect(await execute('triggers.sailor_smart_lists.operation.perform')).toEqual([smartList]);
    });

    test('offers Smart Lists that outcomes only remove from', async () => {
      const { id } = smartList;
      world.sailor.createOutcome({
        outcome_name: 'Remove',
        outcome_type: 'disposition',
        destination_type: 'remove_from_smart_list',
        remove_from_smart_lists: { list_ids: [id] },
      });
      expect(await execute('triggers.sailor_smart_lists.operation.perform')).toEqual([{ id, name: id }]);
    });
  });

  describe('triggers with a pasted URL', () => {
    test('Air: a call that was started here comes back with its metadata', async () => {
      world.air.createWebhook({
        action: 'POST_CALL_OUTCOME',
        url: hookUrl(3),
        bearerToken: authData.air_webhook_secret,
      });
      const started = await execute('creates.air_start_call.operation.perform', {
        inputData: { prompt_number: 25673, ...PERSON, metadata: { lead: '42' } },
      });
      expect(started).toEqual({ status: 'OK', ...PERSON });
      const call = world.air.calls.at(-1);
      if (!call) throw new Error('No call was started.');
      const [sent] = world.air.finishCall(call, { outcome: 'Booked a demo' });
      const bundle = await world.arrived(sent);
      expect(await execute('triggers.air_call_outcome.operation.perform', bundle)).toMatchObject([
        { outcome: { name: 'Booked a demo', result: 'positive' }, call: { metadata: { lead: '42' } } },
      ]);
    });

    // Zapier throws on its own templates in an object that is to be sent, and takes any other out without a word.
    test('Air: a call is started with text that looks like a template, as it was typed', async () => {
      const name = '{{first_name}} {{{bundle.authData.air_api_key}}} {{ process.env.HOME }}';
      const typed = {
        ...PERSON,
        name,
        metadata: { '{{bundle.inputData.lead}}': '{{bundle.inputData.lead}}' },
      };
      await execute('creates.air_start_call.operation.perform', {
        inputData: { prompt_number: 25673, ...typed },
      });
      expect(JSON.parse(world.air.requests.at(-1)?.text ?? '')).toMatchObject(typed);
    });

    test.each(['webhook', 'svix'] as const)('iClosed: signed by the headers of %s', async (headers) => {
      const secret = authData.iclosed_webhook_secret;
      world.iclosed.webhooks.splice(0, Infinity, { url: hookUrl(4), secret, headers, envelope: 'array' });
      await execute('creates.iclosed_record_call_outcome.operation.perform', {
        inputData: { event_call_number: 123, outcome: 'NO_SALE', no_sale_reason: 'NO_SHOW' },
      });
      const bundle = await world.arrived(world.iclosed.deliveries.all.at(-1));
      const records = await execute('triggers.iclosed_call_outcome.operation.perform', bundle);
      expect(records).toMatchObject([{ outcome: { name: 'NO_SALE', result: 'not_reached' } }]);

      const forged = { ...bundle, authData: { iclosed_webhook_secret: 'whsec_YW5vdGhlcg==' } };
      const error = await failure('triggers.iclosed_call_outcome.operation.perform', forged);
      expect(error.name).toBe('HaltedError');
    });

    test.each(['air', 'iclosed'])(
      '%s: has no subscription to offer, and lists a sample of each result',
      async (id) => {
        const performSubscribe = world.handler.execute(
          `triggers.${id}_call_outcome.operation.performSubscribe`,
          {},
        );
        await expect(performSubscribe).rejects.toThrow('Could not find the method');
        const list = (inputData: object) =>
          execute(`triggers.${id}_call_outcome.operation.performList`, { inputData });
        const results = outcomeResults.map((result) => ({ outcome: { result } }));
        expect(await list({})).toMatchObject(results);
        expect(await list({ only_results: ['not_reached'] })).toMatchObject([
          { outcome: { result: 'not_reached' } },
        ]);
      },
    );
  });

  describe('actions on outcomes of Sailor', () => {
    const create = (inputData: Record<string, unknown>) =>
      execute('creates.sailor_create_outcome.operation.perform', { inputData });
    const action = { name: 'Interested', type: 'action', webhook_url: FOREIGN_URL };

    test('creates an outcome with all that can be set', async () => {
      const created = await create({
        ...action,
        order: 30,
        destination_type: 'smart_list',
        destination_id: smartList.id,
      });
      expect(created).toMatchObject({
        name: 'Interested',
        type: 'action',
        order: 30,
        destination: { type: 'smart_list', listIds: [smartList.id], listName: smartList.name },
        webhookUrl: FOREIGN_URL,
      });
      const removal = await create({
        name: 'Lost',
        type: 'disposition',
        destination_type: 'remove_from_smart_list',
        remove_list_ids: [smartList.id],
      });
      expect(removal).toMatchObject({ destination: { scope: 'selected', listIds: [smartList.id] } });
    });

    test('creates once when Zapier runs a step again, and twice with another key', async () => {
      const first = await create({ ...action, name: 'Once' });
      expect(await create({ ...action, name: 'Once' })).toEqual(first);
      expect(world.sailor.outcomes.size).toBe(1);
      await create({ ...action, name: 'Once', idempotency_key: 'another' });
      expect(world.sailor.outcomes.size).toBe(2);
    });

    test('takes any text as idempotency key', async () => {
      const createOnce = (idempotency_key: string) => create({ ...action, idempotency_key });
      const first = await createOnce('Ключ\n№ б');
      expect(await createOnce('Ключ\n№ б')).toEqual(first);
      expect(await createOnce('Ключ\n№ 1')).not.toEqual(first);
      expect(world.sailor.outcomes.size).toBe(2);
    });

    test.each([{ destination_id: smartList.id }, { remove_list_ids: [smartList.id] }])(
      'asks what to do with Smart Lists where only %j is given',
      async (lists) => {
        const { outcome_id } = createAction('Interested');
        for (const [step, inputData] of [
          ['creates.sailor_create_outcome', action],
          ['creates.sailor_update_outcome', { outcome_id }],
        ] as const) {
          const error = await failure(`${step}.operation.perform`, { inputData: { ...inputData, ...lists } });
          expect(error.message).toContain('Choose Smart List Change, or clear Smart List');
        }
        expect(world.sailor.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
      },
    );

    test('leaves Smart Lists alone where a list is empty', async () => {
      const { outcome_id } = createAction('Interested');
      const updated = await execute('creates.sailor_update_outcome.operation.perform', {
        inputData: { outcome_id, order: 20, remove_list_ids: [] },
      });
      expect(updated).toMatchObject({ order: 20, destination: { listIds: [smartList.id] } });
    });

    test('says which field is wrong, and sends nothing', async () => {
      const error = await failure('creates.sailor_create_outcome.operation.perform', {
        inputData: { ...action, webhook_url: undefined },
      });
      expect(error.message).toContain('Webhook URL is required when Outcome Type is Action.');
      expect(world.sailor.requests).toEqual([]);
    });

    test('changes only what is given', async () => {
      const outcome = createAction('Interested');
      const updated = await execute('creates.sailor_update_outcome.operation.perform', {
        inputData: { outcome_id: outcome.outcome_id, name: 'Very Interested' },
      });
      expect(updated).toMatchObject({ id: outcome.outcome_id, name: 'Very Interested' });
      expect(world.sailor.outcomes.get(outcome.outcome_id)).toEqual({
        ...outcome,
        outcome_name: 'Very Interested',
        updated_at: expect.any(String),
      });
    });

    test('finds an outcome by its name', async () => {
      const find = (name: string) =>
        execute('searches.sailor_find_outcome.operation.perform', { inputData: { name } });
      const { outcome_id } = createAction('Interested');
      expect(await find(' interested')).toMatchObject([{ id: outcome_id }]);
      expect(await find('Interest')).toEqual([]);
    });
  });

  describe('errors', () => {
    const expectedName: Partial<Record<SailorErrorCode, string>> = {
      unauthorized: 'ExpiredAuthError',
      idempotency_key_in_use: 'ThrottledError',
    };

    test.each(Object.keys(sailorErrors) as SailorErrorCode[])('Sailor: %s', async (code) => {
      world.sailor.faults.push({ answer: sailorError(code) });
      const error = await failure('creates.sailor_create_outcome.operation.perform', {
        inputData: { name: PERSON.name, type: 'disposition' },
      });
      expect(error.name).toBe(expectedName[code] ?? 'AppError');
    });

    test.each([
      { step: 'creates.air_start_call', inputData: { prompt_number: 1, ...PERSON }, provider: 'air' },
      {
        step: 'creates.iclosed_record_call_outcome',
        inputData: { event_call_number: 124, outcome: 'APPROVED', notes: PERSON.name },
        provider: 'iclosed',
      },
    ] as const)('$step', async ({ step, inputData, provider }) => {
      const quoting = {
        errors: { phone: [`${PERSON.phone} is no number`], notes: [authData.iclosed_api_key, PERSON] },
      };
      const answers = [
        [{ status: 401, body: { message: 'no' } }, 'ExpiredAuthError'],
        [iclosedRateLimited(3), 'ThrottledError'],
        [{ status: 400, body: { message: PERSON.name } }, 'AppError'],
        [{ status: 400, body: quoting }, 'AppError'],
        [{ status: 500 }, 'AppError'],
        ['reset', 'AppError'],
      ] as const;
      for (const [answer, name] of answers) {
        world[provider].faults.push({ answer });
        expect((await failure(`${step}.operation.perform`, { inputData })).name).toBe(name);
      }
    });

    test('the wait that iClosed asks for', async () => {
      world.iclosed.faults.push({ answer: iclosedRateLimited(3) });
      const error = await failure('creates.iclosed_record_call_outcome.operation.perform', {
        inputData: { event_call_number: 124, outcome: 'APPROVED' },
      });
      expect(JSON.parse(error.message)).toMatchObject({ delay: 3 });
    });

    test('a connection without the key that a step needs', async () => {
      const error = await failure('creates.air_start_call.operation.perform', {
        authData: {},
        inputData: { prompt_number: 1, ...PERSON },
      });
      // Zapier would ask to reconnect, and meanwhile hold the Zaps of the other providers.
      expect(error.name).toBe('AppError');
      expect(error.message).toContain('This connection has no Air API Token.');
    });

    // Zapier throws on its own templates in a header, too.
    test.each([`${authData.air_api_key}\u200b`, '{{bundle.authData.air_webhook_secret}}'])(
      'a key that no header can carry: %s',
      async (air_api_key) => {
        const error = await failure('creates.air_start_call.operation.perform', {
          authData: { air_api_key },
          inputData: { prompt_number: 1, ...PERSON },
        });
        expect(error.name).toBe('ExpiredAuthError');
        expect(error.message).toContain('Air API Token of this connection contains an invalid character');
      },
    );

    test('a call that may have been started, although no answer came', async () => {
      world.air.faults.push({ applied: true, answer: 'reset' });
      const error = await failure('creates.air_start_call.operation.perform', {
        inputData: { prompt_number: 1, ...PERSON },
      });
      expect(error.message).toContain('It may have carried out the request. Look in Air');
    });

    test.each([500, 502, 504])('a call that may go on behind the status %j', async (status) => {
      world.air.faults.push({ answer: { status } });
      const error = await failure('creates.air_start_call.operation.perform', {
        inputData: { prompt_number: 1, ...PERSON },
      });
      expect(error.message).toContain('It may have carried out the request. Look in Air');
    });

    test.each([{ status: 'ERROR' }, { status: null }, { error: 'no' }, {}, undefined])(
      'a call that Air does not confirm, although its status is 200: %j',
      async (body) => {
        world.air.faults.push({ answer: { status: 200, body } });
        const error = await failure('creates.air_start_call.operation.perform', {
          inputData: { prompt_number: 1, ...PERSON },
        });
        expect(error.message).toMatch(/(did not confirm the call|may have carried out).*Look in Air before/);
      },
    );

    test.each([0, -1, '0', 'agent', 1.5])('a prompt ID that is none: %j', async (prompt_number) => {
      const error = await failure('creates.air_start_call.operation.perform', {
        inputData: { prompt_number, ...PERSON },
      });
      expect(error.message).toMatch(/Prompt ID must be (at least 1|a whole number)\./);
      expect(world.air.requests).toEqual([]);
    });
  });

  // Last, since it looks at the errors of all tests before it.
  test('no error and no line of output tells a secret, a header or a person', () => {
    expect(world.errors.length).toBeGreaterThan(20);
    const secrets = [...Object.values(authData), ...Object.values(PERSON), 'Http-', 'What happened'];
    const told = [...world.errors, ...world.handler.printed().split('\n')];
    expect(told.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });
});

/** Every path of a value, without what is at its end. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]));
}

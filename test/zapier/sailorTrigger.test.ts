import { expect, test } from '@jest/globals';
import { sailorError, type StoredOutcome } from '../emulators/sailor.ts';
import { FOREIGN_URL, onEachNode } from './builtApp.ts';
import { hookUrl, smartList } from './world.ts';

onEachNode('the trigger of Sailor', ({ execute, failure, createAction, urlOf, world }) => {
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

    const sent = world().sailor.applyOutcome(interested.outcome_id, { callId: 'call-1' });
    const records = await execute(`${trigger}.perform`, await world().arrived(sent));
    expect(records).toMatchObject([
      {
        id: `sailor:call-1:${interested.outcome_id}`,
        outcome: { name: 'Interested' },
        destination: { listIds: [smartList.id] },
      },
    ]);

    await unsubscribe();
    expect(world().sailor.outcomes.get(interested.outcome_id)).toEqual({
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
    world().sailor.faults.push({
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
    expect([...world().sailor.outcomes.values()]).toMatchObject([
      { outcome_name: 'Send to CRM', webhook_url: expect.stringContaining(hookUrl(1)) },
    ]);
    await execute(`${trigger}.performUnsubscribe`, { inputData, targetUrl: hookUrl(1) });
    expect(world().sailor.outcomes.size).toBe(0);
  });

  test('says where a name has two results, before the Zap is turned on', async () => {
    createAction('Interested');
    const inputData = { count_as_positive: ['Interested'], count_as_negative: ['interested'] };
    for (const step of ['performSubscribe', 'performList']) {
      const error = await failure(`${trigger}.${step}`, { inputData, targetUrl: hookUrl(1) });
      expect(error.message).toContain('Custom Results has “interested” twice, as Positive and as Negative.');
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
    const bundle = await world().arrived(world().sailor.applyOutcome(outcome.outcome_id));
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
    world().sailor.replaceOutcome(outcome.outcome_id, {
      outcome_name: 'Interested',
      outcome_type: 'action',
      webhook_url: 'https://other.example.com/',
    });
    await unsubscribe();
    expect(urlOf(outcome)).toBe('https://other.example.com/');
  });

  test('takes back what it did when one outcome fails', async () => {
    const outcomes = [createAction('One'), createAction('Two')];
    world().sailor.faults.push({
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
      world().sailor.faults.push(
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

      world().sailor.faults.length = 0;
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
    world().sailor.createOutcome({ outcome_name: 'Not Qualified', outcome_type: 'disposition' });
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
    const sent = world().sailor.applyOutcome(outcome.outcome_id);
    const [live] = (await execute(`${trigger}.perform`, await world().arrived(sent))) as object[];
    expect(shapeOf(listed)).toEqual(shapeOf(live));
  });

  test('fills the dropdowns of the editor', async () => {
    const { outcome_id: id } = createAction('Interested');
    world().sailor.createOutcome({ outcome_name: 'Lost', outcome_type: 'disposition' });
    expect(await execute('triggers.sailor_outcomes.operation.perform')).toEqual([{ id, name: 'Interested' }]);
    expect(await execute('triggers.sailor_all_outcomes.operation.perform')).toMatchObject([
      { name: 'Interested (action)' },
      { name: 'Lost (disposition)' },
    ]);
    expect(await execute('triggers.sailor_smart_lists.operation.perform')).toEqual([smartList]);
  });

  test('offers Smart Lists that outcomes only remove from', async () => {
    const { id } = smartList;
    world().sailor.createOutcome({
      outcome_name: 'Remove',
      outcome_type: 'disposition',
      destination_type: 'remove_from_smart_list',
      remove_from_smart_lists: { list_ids: [id] },
    });
    expect(await execute('triggers.sailor_smart_lists.operation.perform')).toEqual([{ id, name: id }]);
  });
});

/** Every path of a value, without what is at its end. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]));
}

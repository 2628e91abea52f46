import { expect, test } from '@jest/globals';
import { FOREIGN_URL, onEachNode } from './builtApp.ts';
import { smartList } from './world.ts';

onEachNode('actions on outcomes of Sailor', ({ execute, failure, createAction, world }) => {
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
    expect(world().sailor.outcomes.size).toBe(1);
    await create({ ...action, name: 'Once', idempotency_key: 'another' });
    expect(world().sailor.outcomes.size).toBe(2);
  });

  test('takes any text as idempotency key', async () => {
    const createOnce = (idempotency_key: string) => create({ ...action, idempotency_key });
    const first = await createOnce('Ключ\n№ б');
    expect(await createOnce('Ключ\n№ б')).toEqual(first);
    expect(await createOnce('Ключ\n№ 1')).not.toEqual(first);
    expect(world().sailor.outcomes.size).toBe(2);
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
      expect(world().sailor.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
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
    expect(world().sailor.requests).toEqual([]);
  });

  test('changes only what is given', async () => {
    const outcome = createAction('Interested');
    const updated = await execute('creates.sailor_update_outcome.operation.perform', {
      inputData: { outcome_id: outcome.outcome_id, name: 'Very Interested' },
    });
    expect(updated).toMatchObject({ id: outcome.outcome_id, name: 'Very Interested' });
    expect(world().sailor.outcomes.get(outcome.outcome_id)).toEqual({
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

import { expect, test } from '@jest/globals';
import { outcomeResults } from '../../shared/index.ts';
import { onEachNode, PERSON } from './builtApp.ts';
import { authData, hookUrl } from './world.ts';

onEachNode('triggers with a pasted URL', ({ execute, failure, world }) => {
  test('Air: a call that was started here comes back with its metadata', async () => {
    world().air.createWebhook({
      action: 'POST_CALL_OUTCOME',
      url: hookUrl(3),
      bearerToken: authData.air_webhook_secret,
    });
    const started = await execute('creates.air_start_call.operation.perform', {
      inputData: { prompt_number: 25673, ...PERSON, metadata: { lead: '42' } },
    });
    expect(started).toEqual({ status: 'OK', ...PERSON });
    const call = world().air.calls.at(-1);
    if (!call) throw new Error('No call was started.');
    const [sent] = world().air.finishCall(call, { outcome: 'Booked a demo' });
    const bundle = await world().arrived(sent);
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
    expect(JSON.parse(world().air.requests.at(-1)?.text ?? '')).toMatchObject(typed);
  });

  test.each(['webhook', 'svix'] as const)('iClosed: signed by the headers of %s', async (headers) => {
    const secret = authData.iclosed_webhook_secret;
    world().iclosed.webhooks.splice(0, Infinity, { url: hookUrl(4), secret, headers, envelope: 'array' });
    await execute('creates.iclosed_record_call_outcome.operation.perform', {
      inputData: { event_call_number: 123, outcome: 'NO_SALE', no_sale_reason: 'NO_SHOW' },
    });
    const bundle = await world().arrived(world().iclosed.deliveries.all.at(-1));
    const records = await execute('triggers.iclosed_call_outcome.operation.perform', bundle);
    expect(records).toMatchObject([{ outcome: { name: 'NO_SALE', result: 'not_reached' } }]);

    const forged = { ...bundle, authData: { iclosed_webhook_secret: 'whsec_YW5vdGhlcg==' } };
    const error = await failure('triggers.iclosed_call_outcome.operation.perform', forged);
    expect(error.name).toBe('HaltedError');
  });

  test.each(['air', 'iclosed'])(
    '%s: has no subscription to offer, and lists a sample of each result',
    async (id) => {
      const performSubscribe = world().handler.execute(
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

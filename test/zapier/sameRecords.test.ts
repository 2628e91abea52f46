import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { receiveWebhook } from '../../n8n/lib/triggers/receiveWebhook.ts';
import { providerIds } from '../../shared/index.ts';
import { asZapierPassesIt } from '../host/zapier/delivery.ts';
import { type LocalHandler, startHandler } from '../host/zapier/handler.ts';
import { fixturesOf } from '../helpers/fixtures.ts';
import { triggerDouble } from '../n8n/triggers/webhookDouble.ts';

let handler: LocalHandler;
beforeAll(async () => {
  handler = await startHandler();
}, 60_000);
afterAll(async () => {
  await handler.stop();
});

const deliveries = providerIds.flatMap((id) =>
  fixturesOf(id)
    .filter(
      ({ options, expected }) => Object.keys(options).length === 0 && !('error' in (expected as object)),
    )
    .map(({ name, body }) => ({ id, name, body })),
);

test.each(deliveries)('n8n and Zapier give the same bytes for $id $name', async ({ id, body }) => {
  const { context } = triggerDouble({}).deliver({ rawBody: body });
  const { workflowData = [[]] } = await receiveWebhook(context, id, () => Promise.resolve(undefined));
  const fromN8n = workflowData[0]?.map(({ json }) => json);
  const fromZapier = await handler.execute(`triggers.${id}_call_outcome.operation.perform`, {
    authData: {},
    inputData: {},
    ...asZapierPassesIt({ body: body.toString() }),
  });
  expect(JSON.stringify(fromZapier)).toBe(JSON.stringify(fromN8n));
});

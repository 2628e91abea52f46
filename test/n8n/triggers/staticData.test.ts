import { expect, test } from '@jest/globals';
import { probe, staticDataScript } from './staticDataScript.ts';
import { triggerDouble } from './webhookDouble.ts';

test('our double saves static data as n8n does', async () => {
  const parameters = { respond: '' };
  const { deliver, stored } = triggerDouble({ parameters });
  const values: unknown[] = [];
  for (const [value, { respond, starts, writes, keeps }] of staticDataScript.entries()) {
    parameters.respond = respond;
    const { context, end, keepStaticData } = deliver({ body: { starts, writes, value } });
    end(await probe.call(context));
    if (keeps) keepStaticData();
    values.push(valuesIn(JSON.parse(stored()) as Record<string, { values?: number[] }> | null));
  }
  expect(values).toEqual(staticDataScript.map((step) => step.stored));
});

function valuesIn(staticData: Record<string, { values?: number[] }> | null): number[] {
  return staticData?.['node:Trigger']?.values ?? [];
}

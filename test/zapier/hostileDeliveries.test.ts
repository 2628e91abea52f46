import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Bundle, createAppTester, type ZObject } from 'zapier-platform-core';
import { type ProviderId, providerIds } from '../../shared/index.ts';
import app from '../../zapier/src/index.ts';

type Perform = (z: ZObject, bundle: Bundle) => unknown;

const tester = createAppTester(app);
const operationOf = (id: ProviderId) =>
  app.triggers[`${id}_call_outcome`]?.operation as unknown as { perform: Perform };

test('no delivery makes a trigger fail but with an error for its user', async () => {
  const headers = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...providerIds),
      headers,
      fc.option(fc.oneof(fc.string(), fc.json()), { nil: undefined }),
      fc.anything(),
      async (id, sent, content, cleanedRequest) => {
        const rawRequest = { headers: sent, ...(content === undefined ? {} : { content }) };
        const results = tester(operationOf(id).perform, {
          rawRequest,
          cleanedRequest,
          authData: { air_webhook_secret: 'secret' },
        });
        await results.catch((error: unknown) => {
          expect(['AppError', 'HaltedError']).toContain((error as Error).name);
          expect((error as Error).message).not.toContain('What happened');
        });
      },
    ),
    // Zapier's core ends a process that has grown large after 250 runs, as jest's workers have.
    { numRuns: 200 },
  );
});

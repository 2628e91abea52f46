/**
 * Tries a trigger without an account at Zapier: `npm run zap -- <provider> [payload file]` feeds a delivery through
 * the built app as Zapier would and prints the records; `npm run zap -- --list` tells what the app offers.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type ProviderId, providerIds, providers, receive } from '../../../shared/index.ts';
import { asZapierPassesIt } from './delivery.ts';
import { HandlerError, type LocalHandler, startHandler } from './handler.ts';

const USAGE = `npm run zap -- <${providerIds.join('|')}> [payload file], or npm run zap -- --list`;

interface Part {
  key: string;
  display: { label?: string; description?: string; hidden?: boolean };
}

type Definition = Record<'triggers' | 'creates' | 'searches', Record<string, Part>>;

try {
  const { values, positionals } = parseArgs({
    options: { list: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [provider, file] = positionals;
  if (values.list === true) await withHandler(list);
  else if (isProvider(provider)) await withHandler((handler) => deliver(handler, provider, file));
  else throw new Error(`Choose a provider: ${USAGE}`);
} catch (error) {
  console.error(readable(error));
  process.exitCode = 1;
}

function isProvider(text: string | undefined): text is ProviderId {
  return providerIds.some((id) => id === text);
}

async function withHandler(use: (handler: LocalHandler) => Promise<void>): Promise<void> {
  const handler = await startHandler();
  try {
    await use(handler);
  } finally {
    await handler.stop();
  }
}

async function list(handler: LocalHandler): Promise<void> {
  const definition = (await handler.call({ command: 'definition' })) as Definition;
  for (const kind of ['triggers', 'creates', 'searches'] as const) {
    console.log(`${kind}:`);
    for (const { key, display } of Object.values(definition[kind])) {
      if (display.hidden !== true)
        console.log(`  ${key}: ${display.label ?? ''}. ${display.description ?? ''}`);
    }
  }
}

async function deliver(handler: LocalHandler, provider: ProviderId, file: string | undefined): Promise<void> {
  const body = file === undefined ? JSON.stringify(providers[provider].sample) : readFileSync(file, 'utf8');
  const records = (await handler.execute(`triggers.${provider}_call_outcome.operation.perform`, {
    authData: {},
    inputData: {},
    ...asZapierPassesIt({ body, headers: { 'content-type': 'application/json' } }),
  })) as unknown[];
  // Zapier has no place for what was ignored, so the app does not tell it.
  const { ignored } = receive(provider, { headers: {}, rawBody: body });
  for (const { reason, hint } of ignored) console.error(`Ignored: ${reason} ${hint}`);
  console.log(JSON.stringify(records, null, 2));
}

/** Zapier wraps the message of an error in JSON. */
function readable(error: unknown): string {
  if (!(error instanceof HandlerError)) return error instanceof Error ? error.message : String(error);
  try {
    const { message } = JSON.parse(error.message) as { message: string };
    return message;
  } catch {
    return error.message;
  }
}

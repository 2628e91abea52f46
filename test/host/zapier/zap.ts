/**
 * Tries a trigger without an account at Zapier: `npm run zap -- <provider> [payload file]` feeds a delivery through
 * the built app as Zapier would and prints the records; `npm run zap -- --list` tells what the app offers.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type ProviderId, providerIds, providers, receive } from '../../../shared/index.ts';
import { asZapierPassesIt } from './delivery.ts';
import { HandlerError, type LocalHandler, startHandler } from './handler.ts';

const USAGE = `Usage: npm run zap -- <${providerIds.join('|')}> [payload file]
       npm run zap -- --list

Feeds a delivery, or the provider's documented sample, through the built app as Zapier would, and prints the records.
--list prints what the app offers.`;

interface Part {
  key: string;
  display: { label?: string; description?: string; hidden?: boolean };
}

const KINDS = ['triggers', 'creates', 'searches', 'searchOrCreates'] as const;
type Definition = Partial<Record<(typeof KINDS)[number], Record<string, Part>>>;

try {
  await run();
} catch (error) {
  console.error(readable(error));
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const [provider, file, ...surplus] = positionals;
  if (values.help === true) console.log(USAGE);
  else if (values.list === true && provider === undefined) await withHandler(list);
  else if (isProvider(provider) && surplus.length === 0 && values.list !== true) {
    const body = file === undefined ? JSON.stringify(providers[provider].samples[0]) : readPayload(file);
    await withHandler((handler) => deliver(handler, provider, body));
  } else throw new Error(`${problemOf(positionals, values.list === true)}\n\n${USAGE}`);
}

function problemOf([provider, , ...surplus]: readonly string[], isList: boolean): string {
  if (isList) return '--list takes no other argument.';
  if (provider === undefined) return 'Choose a provider.';
  if (!isProvider(provider)) return `There is no provider "${provider}".`;
  return `There is one argument too many: ${surplus.join(' ')}`;
}

function readPayload(file: string): string {
  const text = textOf(file);
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return text;
  } catch {
    throw new Error(`${file} is not JSON: save the delivery's body in it, unchanged.`);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`${file} cannot be read: check the path of the payload file.`);
  }
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
  for (const kind of KINDS) {
    console.log(`${kind}:`);
    for (const { key, display } of Object.values(definition[kind] ?? {})) {
      if (display.hidden !== true)
        console.log(`  ${key}: ${display.label ?? ''}. ${display.description ?? ''}`);
    }
  }
}

async function deliver(handler: LocalHandler, provider: ProviderId, body: string): Promise<void> {
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

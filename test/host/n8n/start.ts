// `npm start`: a real n8n with the nodes, the demo workflows, and one outcome of each provider in its tables.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { N8nClient, type Owner } from './client.ts';
import { type Demo, formatRows, postSamples, sampleFile, setUpDemo, tables } from './demo.ts';
import { senders } from './senders.ts';
import { type N8n, startN8n } from './server.ts';
import { SetupError } from './setupError.ts';

let n8n: N8n | undefined;
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // npm passes on a Ctrl-C that this process has got from the terminal already.
    if (stopping.signal.aborted) return;
    stopping.abort();
    console.log('\nStopping n8n ...');
    void Promise.resolve(n8n?.stop()).finally(() => process.exit(0));
  });
}

try {
  await main();
} catch (error) {
  // What fails while n8n is being stopped fails because of it.
  if (!stopping.signal.aborted) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
    await n8n?.stop();
  }
}

async function main(): Promise<void> {
  const { once, port } = readArguments();
  console.log('Starting n8n ...');
  n8n = await startN8n({ log: console.log, ...(port === undefined ? {} : { port }) });
  const client = new N8nClient(n8n.baseUrl);
  const owner: Owner = { email: 'demo@example.com', password: `Demo-${randomBytes(6).toString('hex')}` };
  await client.setUpOwner(owner);

  console.log('Importing and activating the demo workflows ...');
  const demos = await setUpDemo(n8n.baseUrl, client);
  console.log('Posting one sample of each provider ...');
  await postSamples(demos, client);
  await printRows(demos, client);
  if (once) {
    await n8n.stop();
    return;
  }
  printInvitation(n8n, owner, demos);
}

function readArguments(): { once: boolean; port: number | undefined } {
  try {
    const { values } = parseArgs({
      options: { once: { type: 'boolean', default: false }, port: { type: 'string' } },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
      throw new SetupError(`--port ${values.port} is no port: give a number from 1 to 65535.`);
    }
    return { once: values.once, port };
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`${(error as Error).message} Known are --once and --port <number>.`);
  }
}

async function printRows(demos: readonly Demo[], client: N8nClient): Promise<void> {
  const outcomes = await client.rows(tables.outcomes);
  const missing = demos.filter(({ provider }) => !outcomes.some((row) => row.provider === provider));
  console.log(`\nData table "${tables.outcomes}":`);
  console.log(
    formatRows(outcomes, [
      'provider',
      'outcomeName',
      'outcomeResult',
      'occurredAt',
      'contactName',
      'contactPhone',
      'eventId',
    ]),
  );
  console.log(`\nData table "${tables.contacts}":`);
  console.log(
    formatRows(await client.rows(tables.contacts), ['contact', 'name', 'lastResult', 'lastCallAt', 'note']),
  );
  if (missing.length > 0) {
    throw new Error(`No row came out for ${missing.map(({ provider }) => provider).join(', ')}.`);
  }
}

function printInvitation({ baseUrl }: N8n, owner: Owner, demos: readonly Demo[]): void {
  console.log(`\nThe editor: ${baseUrl}\n  e-mail    ${owner.email}\n  password  ${owner.password}`);
  console.log('\nPost an outcome yourself, with the proof that its provider sends:');
  for (const { provider, secret, url } of demos) {
    console.log(`\n${senders[provider].command(secret, url, sampleFile(provider))}`);
  }
  console.log('\nCtrl-C stops n8n and removes what it stored.');
}

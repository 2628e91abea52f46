import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { N8nClient } from '../../host/n8n/client.ts';
import { type N8n, startN8n } from '../../host/n8n/server.ts';
import { createNetwork } from '../../emulators/network.ts';
import { createSailorEmulator, type SailorEmulator, sailorHost } from '../../emulators/sailor.ts';
import { sailorToken } from '../sailorRig.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { type Redis, startRedis } from './redis.ts';

const readme = new URL('../../../n8n/README.md', import.meta.url);
const database = 'n8n';
const healthCheckMs = 1000;

/** n8n in queue mode with the environment that the README shows: every part a process of its own. */
export interface QueueRig {
  client: N8nClient;
  main: N8n;
  processors: readonly [N8n, N8n];
  workers: readonly [N8n, N8n];
  postgres: Postgres;
  redis: Redis;
  /** Sailor's stand-in, which the trigger subscribes to. */
  sailor: SailorEmulator;
  /** The address of a process that takes deliveries: in turn, of those that were healthy when last asked. */
  route: (turn: number) => string;
  stop: () => Promise<void>;
}

export async function startQueueRig(): Promise<QueueRig> {
  const cleanUp: (() => Promise<void>)[] = [];
  const stop = async () => {
    // The n8n processes go before what they need.
    for (const end of cleanUp.reverse().splice(0)) await end().catch(console.error);
  };
  const keep = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const part = await starting;
    cleanUp.push(() => part.stop());
    return part;
  };
  try {
    const shown = await readSettings();

    const sailor = createSailorEmulator({ tokens: { [sailorToken]: 'accepted' } });
    const network = await createNetwork({ [sailorHost]: sailor.listener });
    cleanUp.push(async () => {
      sailor.close();
      await network.close();
    });
    const postgres = await keep(startPostgres());
    const redis = await keep(startRedis(shown.redis));
    await postgres.createDatabase(database);
    const env = {
      all: {
        ...network.proxyEnv,
        ...fill(shown.all, {
          N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
          DB_POSTGRESDB_HOST: '127.0.0.1',
          DB_POSTGRESDB_PORT: String(postgres.port),
          DB_POSTGRESDB_DATABASE: database,
          DB_POSTGRESDB_USER: postgres.user,
          DB_POSTGRESDB_PASSWORD: postgres.password,
          QUEUE_BULL_REDIS_HOST: '127.0.0.1',
          QUEUE_BULL_REDIS_PORT: String(redis.port),
          N8N_WEBHOOK_URL: 'https://n8n.example.com/',
        }),
      },
      main: shown.main,
    };
    // The main process makes the database's tables, so it is first.
    const main = await keep(startN8n({ env: { ...env.all, ...env.main } }));
    const client = new N8nClient(main.baseUrl);
    await client.setUpOwner({
      email: 'owner@example.com',
      password: `Rig-${randomBytes(6).toString('hex')}`,
    });
    const [processor1, processor2, worker1, worker2] = await Promise.all(
      (['webhook', 'webhook', 'worker', 'worker'] as const).map((command) =>
        keep(startN8n({ command, env: env.all })),
      ),
    );
    if (!processor1 || !processor2 || !worker1 || !worker2) throw new Error('A process is missing.');
    const processors = [processor1, processor2] as const;
    const balancer = balance(processors.map(({ baseUrl }) => baseUrl));
    cleanUp.push(balancer.stop);
    return {
      client,
      main,
      processors,
      route: balancer.route,
      workers: [worker1, worker2],
      postgres,
      redis,
      sailor,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface ShownSettings {
  all: Record<string, string>;
  main: Record<string, string>;
  redis: Record<string, string>;
}

/** The blocks of the README's section, so that what is documented is what is tested. */
async function readSettings(): Promise<ShownSettings> {
  const text = await readFile(readme, 'utf8');
  const section = /^## Queue mode\n([\s\S]*?)(?=^## )/m.exec(text)?.[1] ?? '';
  const [all, main, redis] = [...section.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, block = '']) =>
    Object.fromEntries(
      block
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => line.split(/[= ](.*)/).slice(0, 2) as [string, string]),
    ),
  );
  if (!all || !main || !redis) throw new Error('The README shows no settings for queue mode.');
  return { all, main, redis };
}

/** Puts in what differs from one installation to the next; everything else stays as shown. */
function fill(shown: Readonly<Record<string, string>>, own: Readonly<Record<string, string>>) {
  const unknown = Object.keys(own).filter((name) => !(name in shown));
  if (unknown.length > 0) throw new Error(`The README does not show ${unknown.join(', ')}.`);
  return { ...shown, ...own };
}

/** What a load balancer with health checks does. */
function balance(urls: readonly string[]): Pick<QueueRig, 'route' | 'stop'> {
  let healthy = urls;
  const stopping = new AbortController();
  const watch = async () => {
    while (!stopping.signal.aborted) {
      const checks = urls.map(async (url) => {
        const check = fetch(`${url}/healthz/readiness`, { signal: AbortSignal.timeout(healthCheckMs) });
        return (await check.catch(() => undefined))?.ok === true;
      });
      const passed = await Promise.all(checks);
      healthy = urls.filter((_, index) => passed[index]);
      await sleep(healthCheckMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const watching = watch();
  return {
    route: (turn) => {
      const candidates = healthy.length > 0 ? healthy : urls;
      return candidates[turn % candidates.length] ?? '';
    },
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}

/** Deliveries through a real n8n: to our triggers, against n8n's own Webhook node that answers in the same way. */
import { randomUUID } from 'node:crypto';
import { type ProviderId, providerIds } from '../../shared/index.ts';
import { median, rounded } from '../helpers/figures.ts';
import { listen, type Rig, startRig } from '../helpers/n8n.ts';
import { makeDelivery } from '../helpers/queue/storm.ts';
import { receiveTimes } from './receiveTimes.ts';
import type { Measurement } from './run.ts';

const ROUNDS = 5;
const DELIVERIES = 150;
const CONNECTIONS = 16;

interface Engine {
  name: string;
  env: Record<string, string>;
  /**
   * How many times longer than the Webhook node, on average and for the slowest hundredth: a quarter more than the n8n
   * package's README says.
   */
  limits: { mean: number; p99: number };
}

const engines: readonly Engine[] = [
  { name: 'default engine', env: {}, limits: { mean: 2.75, p99: 3.3 } },
  {
    name: 'lazy acquisition',
    env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
    limits: { mean: 1.7, p99: 1.6 },
  },
];

const ways = [
  { respond: 'immediately', responseMode: 'onReceived' },
  { respond: 'whenFinished', responseMode: 'lastNode' },
] as const;

type Post = (provider: ProviderId) => Promise<Response>;

interface Times {
  /** Milliseconds for each delivery, several of which are under way. */
  mean: number;
  /** What 99 of 100 wait at most for their answer, in milliseconds. */
  p99: number;
}

let made = 0;

export async function measure(): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const engine of engines) {
    const rig = await startRig({ env: { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none', ...engine.env } });
    try {
      for (const { respond, responseMode } of ways) {
        const rounds = await compare(await triggers(rig, respond), await webhookNode(rig, responseMode));
        measurements.push(
          ...(['mean', 'p99'] as const).map((figure) =>
            measurementOf(
              `n8n, ${engine.name}: a delivery, responding ${respond}, ${figure}`,
              engine,
              figure,
              rounds,
            ),
          ),
        );
        if (engine === engines.at(-1) && respond === 'immediately') {
          const theirs = median(rounds.map(([, own]) => own.mean));
          measurements.push(...providerIds.flatMap((id) => core(id, theirs)));
        }
      }
    } finally {
      await rig.n8n.stop();
    }
  }
  return measurements;
}

/** In turns, so that a busy machine slows both alike. The first round only warms up. */
async function compare(ours: Post, own: Post): Promise<[ours: Times, own: Times][]> {
  const rounds: [Times, Times][] = [];
  for (let round = 0; round <= ROUNDS; round++) rounds.push([await time(ours), await time(own)]);
  return rounds.slice(1);
}

function measurementOf(
  what: string,
  { limits }: Engine,
  figure: keyof Times,
  rounds: readonly [Times, Times][],
): Measurement {
  const ratio = median(rounds.map(([our, own]) => our[figure] / own[figure]));
  return {
    what,
    ours: rounded(median(rounds.map(([our]) => our[figure]))),
    baseline: rounded(median(rounds.map(([, own]) => own[figure]))),
    ratio: rounded(ratio),
    unit: 'ms',
    limit: `ratio ≤ ${limits[figure]}`,
    met: ratio <= limits[figure],
  };
}

/** What the core adds to what n8n itself needs for a delivery. */
function core(id: ProviderId, theirs: number): Measurement[] {
  return receiveTimes(id).map(({ what, milliseconds }) => ({
    what: `receive: a delivery of ${id} ${what}, against n8n's Webhook node`,
    ours: rounded(milliseconds),
    baseline: rounded(theirs),
    ratio: rounded(milliseconds / theirs),
    unit: 'ms',
    limit: 'ratio ≤ 0.01',
    met: milliseconds / theirs <= 0.01,
  }));
}

async function triggers(rig: Rig, respond: string): Promise<Post> {
  const listeners = new Map(
    await Promise.all(
      providerIds.map(async (id) => [id, await listen(rig, id, { parameters: { respond } })] as const),
    ),
  );
  return (provider) => {
    const listener = listeners.get(provider);
    if (!listener) throw new Error(`${provider} has no trigger.`);
    return listener.post(nextBody(provider));
  };
}

async function webhookNode({ n8n, client }: Rig, responseMode: string): Promise<Post> {
  const path = randomUUID();
  const { id } = await client.createWorkflow({
    name: 'Webhook',
    nodes: [
      {
        id: randomUUID(),
        name: 'Webhook',
        type: 'n8n-nodes-base.webhook',
        typeVersion: 2.1,
        position: [0, 0],
        webhookId: path,
        parameters: { httpMethod: 'POST', path, responseMode, responseData: 'noData', options: {} },
      },
    ],
    connections: {},
  });
  await client.activate(id);
  const headers = { 'content-type': 'application/json' };
  return (provider) =>
    fetch(`${n8n.baseUrl}/webhook/${path}`, { method: 'POST', headers, body: nextBody(provider) });
}

/** Of an outcome that was not there before, so that none is a repeat. */
function nextBody(provider: ProviderId): Buffer {
  return makeDelivery('outcome', made++, provider).body;
}

/** Deliveries of all providers in turn. */
async function time(post: Post): Promise<Times> {
  const waits: number[] = [];
  const start = performance.now();
  let left = DELIVERIES;
  const send = async () => {
    while (left-- > 0) {
      const begun = performance.now();
      const response = await post(providerIds[left % providerIds.length] ?? 'sailor');
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`n8n answered ${response.status}.`);
      waits.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  waits.sort((a, b) => a - b);
  return {
    mean: (performance.now() - start) / DELIVERIES,
    p99: waits[Math.ceil(waits.length * 0.99) - 1] ?? NaN,
  };
}

/** Deliveries through a real n8n, with the setting that the package's README names: to our triggers, against n8n's own Webhook node. */
import { randomUUID } from 'node:crypto';
import { type ProviderId, providerIds } from '../../shared/index.ts';
import { listen, type Rig, startRig } from '../helpers/n8n.ts';
import { makeDelivery } from '../helpers/queue/storm.ts';
import { median, rounded } from '../helpers/figures.ts';
import { receiveTimes } from './receiveTimes.ts';
import type { Measurement } from './run.ts';

const ROUNDS = 7;
const DELIVERIES = 150;
const CONNECTIONS = 16;

type Post = (provider: ProviderId) => Promise<Response>;

let made = 0;

export async function measure(): Promise<Measurement[]> {
  const rig = await startRig({
    env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true', EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' },
  });
  try {
    const own = await webhookNode(rig);
    const ours = await Promise.all(providerIds.map(async (id) => [id, await trigger(rig, id)] as const));
    const rounds: Record<ProviderId, [ours: number, own: number]>[] = [];
    // In turns, so that a busy machine slows all alike. The first round only warms up.
    for (let round = 0; round <= ROUNDS; round++) {
      const times: [ProviderId, [number, number]][] = [];
      for (const [id, post] of ours) times.push([id, [await time(post, id), await time(own, id)]]);
      if (round > 0) rounds.push(Object.fromEntries(times) as Record<ProviderId, [number, number]>);
    }
    return providerIds.flatMap((id): Measurement[] => {
      const pairs = rounds.map((round) => round[id]);
      const theirs = median(pairs.map(([, their]) => their));
      const ratio = median(pairs.map(([our, their]) => our / their));
      const trigger = {
        what: `n8n: a delivery to the trigger of ${id}, against n8n's Webhook node`,
        ours: rounded(median(pairs.map(([our]) => our))),
        baseline: rounded(theirs),
        ratio: rounded(ratio),
        unit: 'ms',
        limit: 'ratio ≤ 1.3',
        met: ratio <= 1.3,
      };
      return [trigger, ...core(id, theirs)];
    });
  } finally {
    await rig.n8n.stop();
  }
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

async function trigger(rig: Rig, provider: ProviderId): Promise<Post> {
  const listener = await listen(rig, provider);
  return () => listener.post(nextBody(provider));
}

async function webhookNode({ n8n, client }: Rig): Promise<Post> {
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
        parameters: { httpMethod: 'POST', path, options: {} },
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

/** Milliseconds for each delivery while several are under way. */
async function time(post: Post, provider: ProviderId): Promise<number> {
  const start = performance.now();
  let left = DELIVERIES;
  const send = async () => {
    while (left-- > 0) {
      const response = await post(provider);
      await response.body?.cancel();
      if (!response.ok) throw new Error(`n8n answered ${response.status}.`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  return (performance.now() - start) / DELIVERIES;
}

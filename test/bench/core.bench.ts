/** What `receive` costs, against parsing the same delivery as JSON. */
import { senders } from '../host/n8n/senders.ts';
import { type ProviderId, providerIds, receive } from '../../shared/index.ts';
import { sampleOf } from '../helpers/fixtures.ts';
import { median, rounded } from '../helpers/figures.ts';
import type { Measurement } from './run.ts';

const ROUNDS = 31;
const ROUND_MILLISECONDS = 20;

interface Candidate {
  what: string;
  run: () => unknown;
  /** How many times as long as JSON.parse it may take. */
  limit: number;
}

export function measure(): Promise<Measurement[]> {
  return Promise.resolve(providerIds.flatMap(measureProvider));
}

function measureProvider(provider: ProviderId): Measurement[] {
  const bytes = sampleOf(provider);
  const text = bytes.toString();
  const national = text.replaceAll(/"\+1(\d{3})(\d{3})(\d{4})"/g, '"($1) $2-$3"');
  const secret = senders[provider].newSecret();
  const proven = { headers: {}, rawBody: bytes, ...senders[provider].prove(secret, bytes) };
  const candidates: Candidate[] = [
    { what: 'text', run: () => receive(provider, { headers: {}, rawBody: text }), limit: 20 },
    { what: 'bytes', run: () => receive(provider, { headers: {}, rawBody: bytes }), limit: 20 },
    { what: 'bytes with a proof', run: () => receive(provider, proven, { secret }), limit: 60 },
    {
      what: 'national phone numbers',
      run: () => receive(provider, { headers: {}, rawBody: national }, { defaultCountry: 'US' }),
      limit: 70,
    },
  ];
  return compare(() => JSON.parse(text) as unknown, candidates).map(({ what, ...measured }) => ({
    ...measured,
    what: `receive, against JSON.parse: ${provider}, ${what}`,
  }));
}

/** In turns, so that a busy machine slows all alike; each is the median of its rounds. */
function compare(baseline: () => unknown, candidates: readonly Candidate[]): Measurement[] {
  const runs = [baseline, ...candidates.map(({ run }) => run)];
  const repeats = runs.map(repeatsFor);
  const rounds = Array.from({ length: ROUNDS }, () =>
    runs.map((run, index) => time(run, repeats[index] ?? 1)),
  );
  const medianOf = (index: number) => median(rounds.map((round) => round[index] ?? NaN));
  return candidates.map(({ what, limit }, index) => {
    const ratio = median(rounds.map((round) => (round[index + 1] ?? NaN) / (round[0] ?? NaN)));
    return {
      what,
      ours: rounded(medianOf(index + 1)),
      baseline: rounded(medianOf(0)),
      ratio: rounded(ratio),
      unit: 'µs',
      limit: `ratio ≤ ${limit}`,
      met: ratio <= limit,
    };
  });
}

function repeatsFor(run: () => unknown): number {
  for (let repeats = 1; ; repeats *= 2) {
    if ((time(run, repeats) * repeats) / 1000 >= ROUND_MILLISECONDS) return repeats;
  }
}

/** Microseconds of processor time for one run, which a busy machine does not lengthen. */
function time(run: () => unknown, repeats: number): number {
  const start = process.cpuUsage();
  for (let index = 0; index < repeats; index++) run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / repeats;
}

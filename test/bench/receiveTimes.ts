import { type ProviderId, receive } from '../../shared/index.ts';
import { sampleOf } from '../helpers/fixtures.ts';
import { median } from '../helpers/figures.ts';
import { senders } from '../host/n8n/senders.ts';

const ROUNDS = 31;
const ROUND_MILLISECONDS = 20;

/** Milliseconds that `receive` takes for the provider's documented delivery: as it mostly comes, and at its dearest. */
export function receiveTimes(provider: ProviderId): { what: string; milliseconds: number }[] {
  const secret = senders[provider].newSecret();
  const bytes = sampleOf(provider);
  const national = Buffer.from(bytes.toString().replaceAll(/"\+1(\d{3})(\d{3})(\d{4})"/g, '"($1) $2-$3"'));
  const proven = (rawBody: Buffer) => ({
    headers: {},
    rawBody,
    ...senders[provider].prove(secret, rawBody),
  });
  const [usual, dear] = [proven(bytes), proven(national)];
  return [
    { what: 'with a proof', run: () => receive(provider, usual, { secret }) },
    {
      what: 'with a proof and national phone numbers',
      run: () => receive(provider, dear, { secret, defaultCountry: 'US' }),
    },
  ].map(({ what, run }) => ({ what, milliseconds: medianOf(run) }));
}

function medianOf(run: () => unknown): number {
  const repeats = repeatsFor(run);
  return median(Array.from({ length: ROUNDS }, () => time(run, repeats)));
}

function repeatsFor(run: () => unknown): number {
  for (let repeats = 1; ; repeats *= 2) {
    if (time(run, repeats) * repeats >= ROUND_MILLISECONDS) return repeats;
  }
}

/** Processor time for one run, which a busy machine does not lengthen. */
function time(run: () => unknown, repeats: number): number {
  const start = process.cpuUsage();
  for (let index = 0; index < repeats; index++) run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / repeats / 1000;
}

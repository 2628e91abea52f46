/** `npm run fuzz -- [cases] [seed]`: hostile deliveries, a million of them unless told otherwise. */
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { type HostileDelivery, hostileDelivery, surpriseOf } from '../helpers/hostile.ts';
import { watchPrototypes } from '../helpers/prototypes.ts';

const [, , cases = '1000000', seedText = String(randomInt(2 ** 31))] = process.argv;
const numRuns = Number(cases);
const seed = Number(seedText);
if (!Number.isSafeInteger(numRuns) || numRuns < 1 || !Number.isSafeInteger(seed)) {
  throw new Error('Give a number of cases, and a seed if one is to be repeated: npm run fuzz -- 1000 42');
}

const SHOWN = 10;
const PROGRESS_EVERY = 100_000;
const PROTOTYPES_EVERY = 1000;

const prototypesAreUntouched = watchPrototypes();
const surprises: string[] = [];
let done = 0;
let slowest = { milliseconds: 0, bytes: 0 };
const started = performance.now();
const memoryMegabytes = () => Math.round(process.memoryUsage().heapUsed / 2 ** 20);

function check(delivery: HostileDelivery): void {
  const before = performance.now();
  const surprise = surpriseOf(delivery);
  const milliseconds = performance.now() - before;
  const { rawBody } = delivery.request;
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, bytes: rawBody.length };
  if (surprise !== null) surprises.push(`${surprise}\n  ${show(delivery)}`);
  done += 1;
  if ((done % PROTOTYPES_EVERY === 0 || done === numRuns) && !prototypesAreUntouched())
    surprises.push('a prototype was changed');
  if (done % PROGRESS_EVERY === 0) {
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(`${done} cases, ${surprises.length} surprises, ${seconds} s, heap ${memoryMegabytes()} MB`);
  }
}

function show({ provider, request: { rawBody, ...rest }, options }: HostileDelivery): string {
  const body = typeof rawBody === 'string' ? rawBody : Buffer.from(rawBody).toString();
  return `${provider} ${JSON.stringify({ ...rest, options, body: body.slice(0, 2000) })}`;
}

console.log(`${numRuns} cases with seed ${seed}`);
fc.assert(fc.property(hostileDelivery, check), { numRuns, seed });

for (const surprise of surprises.slice(0, SHOWN)) console.log(surprise);
console.log(`Slowest case: ${Math.round(slowest.milliseconds)} ms for ${slowest.bytes} bytes.`);
console.log(`${done} cases, ${surprises.length} surprises, seed ${seed}`);
process.exitCode = surprises.length === 0 ? 0 : 1;

// Imports an unpacked app and gives it one webhook after the other; tells the processor time that each takes.
import { pathToFileURL } from 'node:url';

const WARM_UP = 50;
const [, , wrapper, hooks, event] = process.argv;

/** Milliseconds, which a busy machine hardly lengthens. */
async function time(run) {
  const start = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(start);
  return { result, milliseconds: (user + system) / 1000 };
}

const { result: module, milliseconds: importMilliseconds } = await time(
  () => import(pathToFileURL(wrapper).href),
);
const { handler } = module.handler ? module : module.default;
async function repeat(times) {
  for (let hook = 0; hook < times; hook++) await handler(JSON.parse(event));
}
await repeat(WARM_UP);
const { milliseconds } = await time(() => repeat(Number(hooks)));
process.send({ importMilliseconds, hookMilliseconds: milliseconds / Number(hooks) }, () => process.exit());

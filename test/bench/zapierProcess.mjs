// Imports an unpacked app and gives it one webhook after the other; tells how long each took.
import { pathToFileURL } from 'node:url';

const [, , wrapper, hooks, event] = process.argv;
const started = performance.now();
const module = await import(pathToFileURL(wrapper).href);
const importMilliseconds = performance.now() - started;

const { handler } = module.handler ? module : module.default;
const hookMilliseconds = [];
for (let hook = 0; hook < Number(hooks); hook++) {
  const fresh = JSON.parse(event);
  const before = performance.now();
  await handler(fresh);
  hookMilliseconds.push(performance.now() - before);
}
process.send({ importMilliseconds, hookMilliseconds }, () => process.exit());

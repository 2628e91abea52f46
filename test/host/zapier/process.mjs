// Runs the handler of an unpacked build, as Zapier's machine does: one event after the other, by messages.
import { pathToFileURL } from 'node:url';

const module = await import(pathToFileURL(process.argv[2]).href);
const { handler } = module.handler ? module : module.default;

process.on('message', async ({ id, event }) => {
  try {
    const { results } = await handler(event);
    process.send({ id, results });
  } catch ({ name, message }) {
    process.send({ id, error: { name, message } });
  }
});
process.send('ready');

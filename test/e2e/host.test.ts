import { expect, test } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { N8nClient } from '../host/n8n/client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('ends, and leaves no folder, when the process that started it is killed', async () => {
  const server = new URL('../host/n8n/server.ts', import.meta.url).href;
  const parent = spawn(process.execPath, [
    '-e',
    `import(${JSON.stringify(server)}).then(({ startN8n }) => startN8n())
      .then(({ baseUrl, userFolder }) => console.log(JSON.stringify({ baseUrl, userFolder })))`,
  ]);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const { baseUrl, userFolder } = JSON.parse(line.toString()) as { baseUrl: string; userFolder: string };
  expect((await fetch(baseUrl)).status).toBe(200);

  parent.kill('SIGKILL');
  await once(parent, 'close');

  while (existsSync(userFolder)) await sleep(50);
  await expect(new N8nClient(baseUrl).nodeTypes()).rejects.toThrow();
});

test.each([
  [
    'a port that is taken',
    (port: number) => ['--port', String(port)],
    /^Starting n8n \.\.\.\nPort \d+ is taken: .*\n$/,
  ],
  ['a port that is none', () => ['--port', 'http'], /^--port http is no port: .*\n$/],
  ['an unknown option', () => ['--ones'], /^.*--ones.* Known are .*\n$/],
])('says in one line what is wrong with %s', async (_name, argumentsFor, line) => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  try {
    const { port } = blocker.address() as AddressInfo;
    const run = promisify(execFile)(process.execPath, ['test/host/n8n/start.ts', ...argumentsFor(port)], {
      cwd: root,
    });

    await expect(run).rejects.toMatchObject({ code: 1 });
    const { stdout, stderr } = await run.catch(
      (error: unknown) => error as { stdout: string; stderr: string },
    );
    expect(stdout + stderr).toMatch(line);
  } finally {
    blocker.close();
  }
});

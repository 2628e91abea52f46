import { spawn, execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureHost } from './install.ts';
import { SetupError } from './setupError.ts';

const packageFolder = fileURLToPath(new URL('../../../n8n', import.meta.url));
const packageName = 'n8n-nodes-call-outcomes';
const watcher = new URL('dieWithParent.mjs', import.meta.url).href;
const readyTimeoutMs = 120_000;
const stopTimeoutMs = 20_000;

export interface N8nOptions {
  /** Which of n8n's processes; the last two need the environment of queue mode. Default `start`. */
  command?: 'start' | 'webhook' | 'worker';
  /** Default: a free one. */
  port?: number;
  /** Added to n8n's environment, which inherits nothing from this process but PATH and LANG. */
  env?: Readonly<Record<string, string>>;
  log?: (line: string) => void;
}

/** A running n8n with the built package loaded as a community package. */
export interface N8n {
  readonly baseUrl: string;
  readonly userFolder: string;
  /** Everything n8n has printed so far. */
  logs(): string;
  /** Ends n8n and starts it again on the same folder and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

export async function startN8n(options: N8nOptions = {}): Promise<N8n> {
  const host = await ensureHost(options.log);
  if (options.port !== undefined) await assertFree(options.port);
  const port = options.port ?? (await freePort());
  const userFolder = await mkdtemp(join(tmpdir(), 'call-outcomes-n8n-'));
  let printed = '';
  let child: ChildProcess | undefined;

  const start = async () => {
    child = await spawnN8n(host, port, userFolder, options, (text) => (printed += text));
    try {
      await waitUntilReady(port, child, () => printed);
    } catch (error) {
      await end(child, 'SIGKILL');
      throw error;
    }
  };
  const stop = async () => {
    if (child) await end(child, 'SIGTERM');
    await rm(userFolder, { recursive: true, force: true, maxRetries: 3 });
  };

  try {
    await installPackage(userFolder);
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    userFolder,
    logs: () => printed,
    restart: async () => {
      if (child) await end(child, 'SIGTERM');
      await start();
    },
    stop,
    kill: async () => {
      if (child) await end(child, 'SIGKILL');
    },
  };
}

/** Puts what `npm pack` ships where n8n keeps the community packages that a user installed. */
async function installPackage(userFolder: string): Promise<void> {
  await access(join(packageFolder, 'dist')).catch(() => {
    throw new SetupError('The n8n package is not built: run npm run build:n8n first.');
  });
  const nodes = join(userFolder, '.n8n', 'nodes');
  const installed = join(nodes, 'node_modules', packageName);
  await rm(installed, { recursive: true, force: true });
  await mkdir(installed, { recursive: true });
  const exec = promisify(execFile);
  const packed = await exec('npm', [
    'pack',
    packageFolder,
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    nodes,
  ]);
  const [tarball] = JSON.parse(packed.stdout) as { filename: string; version: string }[];
  if (!tarball) throw new Error('npm pack made no tarball');
  const file = join(nodes, basename(tarball.filename));
  await exec('tar', ['-xzf', file, '-C', installed, '--strip-components=1']);
  await rm(file);
  await writeFile(
    join(nodes, 'package.json'),
    JSON.stringify({
      name: 'installed-nodes',
      private: true,
      dependencies: { [packageName]: tarball.version },
    }),
  );
}

async function spawnN8n(
  host: string,
  port: number,
  userFolder: string,
  options: N8nOptions,
  onOutput: (text: string) => void,
): Promise<ChildProcess> {
  const { PATH = '', LANG = 'C.UTF-8' } = process.env;
  const env = {
    PATH,
    LANG,
    HOME: userFolder,
    N8N_USER_FOLDER: userFolder,
    N8N_PORT: String(port),
    QUEUE_HEALTH_CHECK_ACTIVE: 'true',
    QUEUE_HEALTH_CHECK_PORT: String(port),
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
    N8N_RUNNERS_BROKER_PORT: String(await freePort()),
    N8N_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
    N8N_SECURE_COOKIE: 'false',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    CALL_OUTCOMES_TEMPORARY_FOLDER: userFolder,
    ...options.env,
  };
  const child = spawn(
    process.execPath,
    ['--import', watcher, join(host, 'node_modules', 'n8n', 'bin', 'n8n'), options.command ?? 'start'],
    // In a group of its own, so that n8n's task runner ends with it; over the channel it notices our end.
    { cwd: userFolder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      onOutput(chunk.toString());
    });
  }
  await once(child, 'spawn');
  return child;
}

async function waitUntilReady(port: number, child: ChildProcess, logs: () => string): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  while (!hasEnded(child)) {
    const response = await fetch(`http://127.0.0.1:${port}/healthz/readiness`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    if (Date.now() > deadline) break;
    await sleep(200);
  }
  throw new Error(`n8n did not get ready. It printed:\n${logs().slice(-4000)}`);
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.pid === undefined) return;
  if (!hasEnded(child)) {
    const exited = once(child, 'exit');
    child.kill(signal);
    const patience = new AbortController();
    await Promise.race([
      exited,
      sleep(stopTimeoutMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
  if (!hasEnded(child)) await once(child, 'exit');
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function freePort(): Promise<number> {
  return listenOn(0);
}

async function assertFree(port: number): Promise<void> {
  await listenOn(port).catch(() => {
    throw new SetupError(`Port ${port} is taken: choose another one, or leave --port out to get a free one.`);
  });
}

/** Opens the port, closes it again, and tells which it was. */
async function listenOn(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: opened } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return opened;
}

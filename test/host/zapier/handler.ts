/** The built app on this machine: build.zip unpacked away from the repository, in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Zip from 'adm-zip';

/** What Zapier's handler takes: https://github.com/zapier/zapier-platform/tree/main/packages/core */
export interface HandlerEvent {
  command: 'execute' | 'validate' | 'definition';
  /** For `execute`, such as `triggers.air_call_outcome.operation.perform`. */
  method?: string;
  bundle?: Record<string, unknown>;
  /** Makes Zapier's checks of the results throw, as in the Zap editor. */
  isDeveloper?: boolean;
}

/** Thrown by the handler; `name` is the class that Zapier acts on. */
export class HandlerError extends Error {
  constructor({ name, message }: { name: string; message: string }) {
    super(message);
    this.name = name;
  }
}

export interface LocalHandler {
  call(event: HandlerEvent): Promise<unknown>;
  /** Calls a function of the app. */
  execute(method: string, bundle: Record<string, unknown>): Promise<unknown>;
  /** All that the process has printed so far. */
  printed(): string;
  stop(): Promise<void>;
}

interface Options {
  zip?: string;
  /** The Node that runs it. */
  node?: string;
  env?: Record<string, string>;
}

type Answer = { id: number; results: unknown } | { id: number; error: { name: string; message: string } };

export const builtZip = fileURLToPath(new URL('../../../zapier/build/build.zip', import.meta.url));
/** The Node that Zapier runs apps on. */
export const node22 = fileURLToPath(new URL('../../../zapier/node_modules/.bin/node', import.meta.url));

/** Rejects with one line for a person where there is no build. */
export async function unpack(zip = builtZip): Promise<string> {
  if (!existsSync(zip)) throw new Error('There is no build of the Zapier app: run npm run build:zapier.');
  // Inside the repository its modules could come from the folders above.
  const folder = await mkdtemp(join(tmpdir(), 'call-outcomes-zapier-app-'));
  new Zip(zip).extractAllTo(folder);
  return folder;
}

export async function startHandler({ zip, node = node22, env = {} }: Options = {}): Promise<LocalHandler> {
  const folder = await unpack(zip);
  const child = fork(
    fileURLToPath(new URL('process.mjs', import.meta.url)),
    [join(folder, 'zapierwrapper.js')],
    {
      execPath: node,
      execArgv: [],
      cwd: folder,
      silent: true,
      env: { PATH: process.env['PATH'], ...env },
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const stop = async () => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  const pending = new Map<number, (answer: Answer) => void>();
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => {
      resolve();
    });
    child.once('exit', () => {
      reject(new Error(`The built app does not start: ${printed}`));
    });
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  child.on('message', (answer: Answer) => {
    pending.get(answer.id)?.(answer);
    pending.delete(answer.id);
  });
  child.once('exit', () => {
    for (const [id, answer] of pending) answer({ id, error: { name: 'Exit', message: 'The app ended.' } });
  });
  let calls = 0;
  const call = async (event: HandlerEvent) => {
    const id = ++calls;
    const answer = await new Promise<Answer>((resolve) => {
      pending.set(id, resolve);
      child.send({ id, event });
    });
    if ('error' in answer) throw new HandlerError(answer.error);
    return answer.results;
  };
  return {
    call,
    execute: (method, bundle) => call({ command: 'execute', method, bundle, isDeveloper: true }),
    printed: () => printed,
    stop,
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await exit;
}

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, startService } from './service.ts';

const run = promisify(execFile);

export interface Redis {
  readonly port: number;
  /** Ends without a farewell, as in a crash, and comes up again with what it had written to disk. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A Redis of its own, from Debian's package, on 127.0.0.1.
 * @param settings lines of redis.conf, such as `{ appendonly: 'yes' }`
 */
export async function startRedis(settings: Readonly<Record<string, string>>): Promise<Redis> {
  const folder = await mkdtemp(join(tmpdir(), 'call-outcomes-redis-'));
  const port = await freePort();
  const start = () =>
    startService({
      program: 'redis-server',
      args: Object.entries({
        bind: '127.0.0.1',
        port: String(port),
        dir: folder,
        save: '',
        ...settings,
      }).flatMap(([name, value]) => [`--${name}`, value]),
      // It answers LOADING until everything is read back from disk.
      isReady: async () =>
        (await run('redis-cli', ['-h', '127.0.0.1', '-p', String(port), 'ping'])).stdout.trim() === 'PONG',
    });
  try {
    let service = await start();
    return {
      port,
      crash: async () => {
        await service.end('SIGKILL');
        service = await start();
      },
      stop: async () => {
        await service.end('SIGTERM');
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

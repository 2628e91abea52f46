import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, startService } from './service.ts';

const run = promisify(execFile);

export interface Postgres {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  createDatabase(name: string): Promise<void>;
  /** Rows as text, one array a row. */
  query(database: string, sql: string): Promise<string[][]>;
  /** Goes down without a farewell, as in a crash, and comes up again on the same data. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** A PostgreSQL of its own, from Debian's package, on 127.0.0.1. */
export async function startPostgres(): Promise<Postgres> {
  const bin = await newestBin();
  const owner = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), 'call-outcomes-postgres-'));
  const data = join(folder, 'data');
  const [port, user, password] = [await freePort(), 'n8n', randomBytes(18).toString('hex')];
  const psql = (database: string, sql: string) =>
    run(join(bin, 'psql'), ['-XAtq', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', sql], {
      env: {
        PGHOST: '127.0.0.1',
        PGPORT: String(port),
        PGUSER: user,
        PGPASSWORD: password,
        PGDATABASE: database,
      },
      maxBuffer: 2 ** 28,
    });
  const start = () =>
    startService({
      program: join(bin, 'postgres'),
      args: ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', ''],
      user: owner,
      isReady: async () => (await psql('postgres', 'select 1')).stdout.trim() === '1',
    });

  const passwordFile = join(folder, 'password');
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (owner) for (const path of [folder, passwordFile]) await chown(path, owner.uid, owner.gid);
    await run(
      join(bin, 'initdb'),
      ['-D', data, '-U', user, '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--no-locale'],
      { cwd: '/', ...owner },
    );
    let service = await start();
    return {
      port,
      user,
      password,
      createDatabase: async (name) => {
        await psql('postgres', `create database "${name}"`);
      },
      query: async (database, sql) =>
        (await psql(database, sql)).stdout
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => line.split('\t')),
      crash: async () => {
        // PostgreSQL's "immediate shutdown": every backend ends at once, and the next start recovers from the log.
        await service.end('SIGQUIT');
        service = await start();
      },
      stop: async () => {
        await service.end('SIGINT');
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function newestBin(): Promise<string> {
  const folder = '/usr/lib/postgresql';
  const versions = await readdir(folder).catch(() => []);
  const newest = versions.sort((a, b) => Number(a) - Number(b)).at(-1);
  if (newest === undefined) throw new Error('PostgreSQL is missing: apt-get install postgresql');
  return join(folder, newest, 'bin');
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
async function serverUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

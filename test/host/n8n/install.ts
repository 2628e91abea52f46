import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, createWriteStream, existsSync, globSync, readFileSync } from 'node:fs';
import { access, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from './setupError.ts';

const manifests = ['package.json', 'package-lock.json'] as const;
const hostFolder = fileURLToPath(new URL('.', import.meta.url));
const heartbeatMs = 15_000;

const pinned = JSON.parse(readFileSync(join(hostFolder, 'package.json'), 'utf8')) as {
  dependencies: { n8n: string };
  overrides: object;
};

/** Another version of n8n than the pinned one, for `npm run e2e:versions`. */
const otherVersion =
  process.env.N8N_VERSION === pinned.dependencies.n8n ? undefined : process.env.N8N_VERSION;

/** Packages whose newest release n8n up to 2.20 cannot use, and xlsx, which it takes from its maker's own server. */
const olderOverrides = {
  xlsx: '0.18.5',
  '@langchain/langgraph-checkpoint': '1.0.0',
  'langchain@1.2': { '@langchain/langgraph': '1.2.0' },
};

/**
 * The folder whose `node_modules` holds n8n, installed on first use (2.2 GB, several minutes).
 * It lies in the user's cache under the hash of its manifests, so every clone shares one; another version has its own.
 */
export async function ensureHost(log: (line: string) => void = console.log): Promise<string> {
  const target = join(cacheFolder(), await hostKey());
  if (existsSync(target)) return target;

  const [nodeMajor = 0] = process.versions.node.split('.').map(Number);
  if (nodeMajor < 24) {
    throw new SetupError(
      `n8n needs Node 24, this is ${process.versions.node}: start it with an npm script, which brings Node 24.`,
    );
  }
  // The name carries the process id, so that what a killed install left behind can be told from a running one.
  const staging = `${target}.tmp-${process.pid}`;
  await prepareStaging(staging);
  try {
    await install(staging, log);
    await rm(logFile(staging), { force: true });
    await rename(staging, target).catch((error: unknown) => {
      // Another install was first; both are the same.
      if (!existsSync(target)) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return target;
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'call-outcomes');
}

async function hostKey(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of manifests) hash.update(await readFile(join(hostFolder, name)));
  const [nodeMajor] = process.versions.node.split('.');
  return `n8n-${otherVersion ?? hash.digest('hex').slice(0, 12)}-node${nodeMajor ?? ''}-${process.platform}-${process.arch}`;
}

async function prepareStaging(staging: string): Promise<void> {
  const cache = dirname(staging);
  try {
    await mkdir(cache, { recursive: true });
    await access(cache, constants.W_OK);
  } catch {
    throw new SetupError(
      `${cache} cannot be written: set XDG_CACHE_HOME to a folder with 3 GB of free space.`,
    );
  }
  for (const name of await readdir(cache)) {
    const owner = /^n8n-.*\.tmp-(\d+)(?:\.log)?$/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) {
      await rm(join(cache, name), { recursive: true, force: true });
    }
  }
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging);
  if (otherVersion === undefined) {
    for (const name of manifests) await copyFile(join(hostFolder, name), join(staging, name));
  } else {
    const isOlder = otherVersion.localeCompare('2.21', 'en', { numeric: true }) < 0;
    const overrides = { ...pinned.overrides, ...(isOlder && olderOverrides) };
    const other = { ...pinned, dependencies: { n8n: otherVersion }, overrides };
    await writeFile(join(staging, 'package.json'), JSON.stringify(other));
  }
}

async function install(folder: string, log: (line: string) => void): Promise<void> {
  log('Installing n8n (2.2 GB, once for all clones; about five minutes) ...');
  // Without legacy-peer-deps npm fails on langchain's peers; without ignore-scripts a Kafka addon fails to build.
  const command = otherVersion === undefined ? 'ci' : 'install';
  await npm(folder, [command, '--legacy-peer-deps', '--ignore-scripts'], log);
  log('Building the database addon (sqlite3, about a minute) ...');
  await npm(folder, ['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], log);
  await run(folder, process.execPath, ['-e', "require('sqlite3')"], log);
}

function npm(folder: string, args: readonly string[], log: (line: string) => void): Promise<void> {
  return run(folder, 'npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], log);
}

function run(
  folder: string,
  command: string,
  args: readonly string[],
  log: (line: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, ...nodeHeaders() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const file = createWriteStream(logFile(folder), { flags: 'a' });
    for (const stream of [child.stdout, child.stderr]) {
      stream.pipe(file, { end: false });
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    const heartbeat = setInterval(() => {
      log(`  still at it (${Math.round((Date.now() - started) / 1000)} s) ...`);
    }, heartbeatMs);
    const finish = (problem: string | undefined) => {
      clearInterval(heartbeat);
      file.end();
      if (problem === undefined) resolve();
      else reject(new SetupError(`${problem} (the full output is in ${logFile(folder)})`));
    };
    child.once('error', (error) => {
      finish(`${command} cannot be run: ${error.message}.`);
    });
    child.once('close', (code) => {
      finish(code === 0 ? undefined : diagnose(args, output));
    });
  });
}

function logFile(folder: string): string {
  return `${folder}.log`;
}

const diagnoses: readonly (readonly [RegExp, string])[] = [
  [/ENOSPC/, 'The disk is full: free 3 GB, then run the command again.'],
  [
    /CERT/,
    "npm does not trust the registry's certificate: set NODE_EXTRA_CA_CERTS to the file of your certificate authority, then run the command again.",
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|E40[13]\b|ERR_SOCKET_TIMEOUT/,
    'The npm registry cannot be reached: check the network and the registry setting of npm, then run the command again.',
  ],
];

function diagnose(args: readonly string[], output: string): string {
  if (args[0] === 'rebuild' || args[0] === '-e') {
    return 'The database addon sqlite3 cannot be built: install a C++ compiler, make and Python 3 (on Debian: apt-get install build-essential python3), then run the command again.';
  }
  const known = diagnoses.find(([pattern]) => pattern.test(output))?.[1];
  return (
    known ??
    `npm ${args[0] ?? ''} failed: ${/npm error (?!code|errno|syscall|path)(.*)/.exec(output)?.[1] ?? 'no reason was given'}.`
  );
}

/**
 * Tells node-gyp where C headers of a Node lie, since it would download them otherwise. The addon uses N-API
 * only, so those of any Node on this machine will do.
 */
function nodeHeaders(): Record<string, string> {
  const own = dirname(dirname(process.execPath));
  const prefix = [
    own,
    // The npm package of Node keeps them in another one, named after the platform.
    ...globSync('node_modules/node-*', { cwd: own }).map((name) => join(own, name)),
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => dirname(folder)),
  ].find((candidate) => existsSync(join(candidate, 'include/node/common.gypi')));
  return prefix === undefined ? {} : { npm_config_nodedir: prefix };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// Makes a fresh clone ready: runs `npm ci` when the lockfile is newer than what is installed.
// Plain Node 20 without dependencies, since it runs before there are any.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.installed-lockfile');
const lockfile = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockfile) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 10)) {
    fail(
      `Node ${process.versions.node} is too old: install Node 20.10 or newer, then run the command again.`,
    );
  }
  console.log('Installing dependencies (npm ci, about two minutes the first time) ...');
  const install = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  if (install.status !== 0) {
    const reason = install.stderr?.trim().split('\n').slice(0, 3).join(' ') || install.error?.message;
    fail(`npm ci failed: ${reason}\nCheck that the npm registry can be reached, then run the command again.`);
  }
  writeFileSync(stamp, lockfile);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

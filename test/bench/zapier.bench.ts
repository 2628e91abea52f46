/** The built Zapier app beside a blank app on the same core, both on the Node that Zapier uses. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Zip from 'adm-zip';
import { providers } from '../../shared/index.ts';
import { asZapierPassesIt } from '../host/zapier/delivery.ts';
import { builtZip, node22, unpack } from '../host/zapier/handler.ts';
import { median, rounded } from '../helpers/figures.ts';
import type { Measurement } from './run.ts';

const RUNS = 9;
const HOOKS = 100;

/** Milliseconds of processor time. */
interface Run {
  importMilliseconds: number;
  hookMilliseconds: number;
}

export async function measure(): Promise<Measurement[]> {
  const ours = await unpack();
  const blank = `${ours}-blank`;
  try {
    await cp(ours, blank, { recursive: true });
    await writeFile(join(blank, 'dist', 'index.js'), blankApp(await versionIn(blank)));
    const runs: Record<'ours' | 'blank', Run[]> = { ours: [], blank: [] };
    // In turns, so that whatever else the machine does meets both alike.
    for (let run = 0; run < RUNS; run++) {
      runs.blank.push(await runOnce(blank));
      runs.ours.push(await runOnce(ours));
    }
    const imports = (of: Run[]) => median(of.map(({ importMilliseconds }) => importMilliseconds));
    const hooks = (of: Run[]) => median(of.map(({ hookMilliseconds }) => hookMilliseconds));
    const cold = compare(imports(runs.ours), imports(runs.blank), 'ms');
    const warm = compare(hooks(runs.ours), hooks(runs.blank), 'ms');
    const size = compare(kibibytes(), kibibytes(blankApp(await versionIn(blank))), 'KiB');
    return [
      {
        what: 'Zapier: cold import, against a blank app',
        ...cold,
        limit: 'ratio ≤ 1.15',
        met: cold.ratio <= 1.15,
      },
      {
        what: 'Zapier: warm hook, against a blank hook',
        ...warm,
        limit: 'ours − baseline ≤ 2 ms',
        met: warm.ours - warm.baseline <= 2,
      },
      {
        what: "Zapier: the zip, against a blank app's",
        ...size,
        limit: 'ratio ≤ 1.15',
        met: size.ratio <= 1.15,
      },
    ];
  } finally {
    await rm(ours, { recursive: true, force: true });
    await rm(blank, { recursive: true, force: true });
  }
}

/** The smallest app with a hook, in the same zip otherwise. */
function blankApp(version: string): string {
  return `import { version as platformVersion } from 'zapier-platform-core';
export default { version: '${version}', platformVersion, triggers: { air_call_outcome: {
  key: 'air_call_outcome', noun: 'Outcome', display: { label: 'New Outcome', description: 'Triggers when it is new.' },
  operation: { type: 'hook', perform: (z, bundle) => [bundle.cleanedRequest] } } } };\n`;
}

async function versionIn(folder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Of the built zip, with this app in it or with ours. */
function kibibytes(app?: string): number {
  const zip = new Zip(builtZip);
  if (app !== undefined) zip.updateFile('dist/index.js', Buffer.from(app));
  return zip.toBuffer().length / 1024;
}

async function runOnce(folder: string): Promise<Run> {
  const event = {
    command: 'execute',
    method: 'triggers.air_call_outcome.operation.perform',
    bundle: {
      authData: {},
      inputData: {},
      ...asZapierPassesIt({ body: JSON.stringify(providers.air.samples[0]) }),
    },
  };
  const script = join(import.meta.dirname, 'zapierProcess.mjs');
  const child = fork(script, [join(folder, 'zapierwrapper.js'), String(HOOKS), JSON.stringify(event)], {
    execPath: node22,
    execArgv: [],
    silent: true,
    env: { PATH: process.env['PATH'] },
  });
  child.stdout?.resume();
  const stderr = child.stderr ? text(child.stderr) : '';
  let run: Run | undefined;
  child.once('message', (message) => {
    run = message as Run;
  });
  await once(child, 'close');
  if (!run) throw new Error(`The app ended before it was measured: ${await stderr}`);
  return run;
}

function compare(
  ours: number,
  baseline: number,
  unit: string,
): Pick<Measurement, 'ours' | 'baseline' | 'ratio' | 'unit'> {
  return { ours: rounded(ours), baseline: rounded(baseline), ratio: rounded(ours / baseline), unit };
}

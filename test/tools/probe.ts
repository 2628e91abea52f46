/** Compares an account with what we assume of its provider: `npm run probe -- --help`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { chosenFrom, runTool, UsageError } from './commandLine.ts';
import { probeIclosed } from './probeIclosed.ts';
import { probeSailor } from './probeSailor.ts';
import type { Finding, Probe } from './probing.ts';

const help = `npm run probe -- <provider> [--write]

Compares your account with what this project assumes where the provider's pages are silent (the NOTES.md of each
provider). Prints "as assumed", "different" or "not seen" for each line, and no value of your account.

  provider   sailor (API token in SAILOR_API_TOKEN) or iclosed (API key in ICLOSED_API_KEY)
  --write    Sailor only: also creates, changes and deletes an outcome named "Probe of Call Outcomes, …", to see how
             Sailor answers. Agents may see the button for some seconds. Without it nothing is changed.

You can stop it at any moment with Ctrl-C: what it created is deleted first, or named.`;

const probes: Readonly<Record<'sailor' | 'iclosed', { key: string; probe: Probe }>> = {
  sailor: { key: 'SAILOR_API_TOKEN', probe: probeSailor },
  iclosed: { key: 'ICLOSED_API_KEY', probe: probeIclosed },
};

const PATIENCE_MILLISECONDS = 20_000;

await runTool({ help, positionals: ['provider'], flags: ['write'] }, async ({ provider, write = false }) => {
  const { key: variable, probe } = probes[chosenFrom(['sailor', 'iclosed'], provider, 'The provider')];
  if (write && provider !== 'sailor') throw new UsageError('--write is for Sailor only.');
  const key = process.env[variable]?.trim();
  if (!key) throw new UsageError(`Set the environment variable ${variable}.`);
  if (!/^[!-~]+$/.test(key))
    throw new Error(`${variable} contains an invalid character: copy the key again.`);

  const stop = new AbortController();
  const onSignal = () => {
    console.error('Stopping. What was created is deleted first.');
    stop.abort();
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const findings = await probe(
    {
      key,
      async send({ method, url, headers, body }, bearer = key) {
        const response = await reach(url, {
          method,
          headers: { ...headers, authorization: `Bearer ${bearer}` },
          redirect: 'manual',
          signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        return { status: response.status, headers: Object.fromEntries(response.headers), body: parsed(text) };
      },
      sleep: (milliseconds) => sleep(milliseconds),
      isStopped: () => stop.signal.aborted,
      say: (line) => {
        console.error(line);
      },
    },
    { write },
  );
  process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
  print(findings);
  if (stop.signal.aborted) process.exitCode = 130;
});

function print(findings: readonly Finding[]): void {
  for (const { note, verdict, details } of findings) {
    console.log(
      `${verdict.padEnd(12)}${note}${details === undefined ? '' : `\n${' '.repeat(12)}→ ${details}`}`,
    );
  }
  const count = (verdict: string) => findings.filter((finding) => finding.verdict === verdict).length;
  console.log(
    `\n${count('as assumed')} as assumed, ${count('different')} different, ${count('not seen')} not seen.`,
  );
}

async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch {
    throw new Error(`${new URL(url).host} could not be reached, or did not answer. Check your network.`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

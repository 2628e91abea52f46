/** What the receiver answers, and what that means. */
import type { SentDelivery } from './sendCases.ts';

export type Answer = { status: number; text: string } | { failed: string };

const PATIENCE_MILLISECONDS = 30_000;
const LONGEST_TEXT = 500;

export async function post(url: string, { body, headers, query }: SentDelivery): Promise<Answer> {
  const target = new URL(url);
  for (const [name, value] of Object.entries(query)) {
    if (value === '') target.searchParams.delete(name);
    else target.searchParams.set(name, value);
  }
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    });
    // Where in its code it refused, n8n adds at the end.
    const text = (await response.text()).replace(/,"stacktrace":.*$/s, '}');
    return { status: response.status, text: text.slice(0, LONGEST_TEXT) };
  } catch (error) {
    const { cause, name } = error as Error;
    return {
      failed: name === 'TimeoutError' ? name : ((cause as { code?: string } | undefined)?.code ?? name),
    };
  }
}

const HOSTS = [
  ['n8nTest', ({ pathname }: URL) => pathname.includes('/webhook-test/')],
  ['zapier', ({ hostname }: URL) => hostname === 'hooks.zapier.com'],
  ['n8n', ({ pathname }: URL) => pathname.includes('/webhook/')],
] as const;

const NOTHING_LISTENS: Readonly<Record<string, string>> = {
  n8nTest:
    'Nothing listens at this Test URL. In n8n, open the trigger and choose Execute step, then send again: a Test URL takes one delivery.',
  n8n: 'Nothing listens at this URL. Publish the workflow in n8n, and copy the Production URL of its trigger.',
  zapier: 'Zapier does not know this URL any more. Turn the Zap on, or copy the URL again.',
  other: 'Nothing listens at this URL.',
};

const ACCEPTED: Readonly<Record<string, string>> = {
  n8nTest: 'Accepted. The trigger in the editor shows the record.',
  n8n: 'Accepted. Look at the executions of the workflow.',
  zapier: 'Zapier took it. Look at the Zap History, or at the test of the trigger step.',
  other: 'Accepted.',
};

/** What the trigger in n8n answers, where a delivery started nothing. */
const NOTHING_STARTED = [
  ['repeated', 'the trigger took this outcome before'],
  ['filtered', 'the filters of the trigger leave this outcome out'],
  ['ignored', 'the event is not an outcome'],
] as const;

const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'No server listens there. Check host and port, and that the server is running.',
  ENOTFOUND: 'There is no such host. Check the spelling of the URL.',
  TimeoutError: 'There was no answer for 30 seconds. A provider would send the delivery again.',
};

export function meaningOf(answer: Answer, url: string, isRefused: boolean): string {
  if ('failed' in answer)
    return FAILURES[answer.failed] ?? `The server could not be reached (${answer.failed}).`;
  const host = HOSTS.find(([, is]) => is(new URL(url)))?.[0] ?? 'other';
  const { status, text } = answer;
  if (status === 404 || status === 410) return NOTHING_LISTENS[host] ?? '';
  if (status >= 200 && status < 300) {
    if (isRefused) {
      return host === 'zapier'
        ? 'Zapier takes every delivery. In the Zap History this one must not have started a run that gave a record.'
        : 'Accepted, but it should have been refused. Set the secret in the trigger, so that strangers cannot start the workflow.';
    }
    const why = whyNothingStarted(text);
    return why === undefined ? (ACCEPTED[host] ?? '') : `Accepted, and nothing started: ${why}.`;
  }
  const expected = isRefused ? ' That is right for this case.' : '';
  switch (status) {
    case 401:
    case 403:
      return `Refused: the delivery does not prove that it is from the provider.${expected || ' Check --secret: it must be the one that the trigger has.'}`;
    case 400:
    case 422:
      return `Refused: this is not an event that the trigger can read.${expected}`;
    default:
      if (status >= 300 && status < 400)
        return 'Redirected, which providers do not follow. Use the final URL.';
      return status >= 500
        ? 'The receiver failed, or the workflow did. A provider would send the delivery again.'
        : `Refused.${expected}`;
  }
}

function whyNothingStarted(text: string): string | undefined {
  try {
    const answer = JSON.parse(text) as Record<string, unknown>;
    const [received, repeated, filtered] = ['received', 'repeated', 'filtered'].map((key) =>
      Number(answer[key] ?? 0),
    ) as [number, number, number];
    if (received > repeated + filtered) return undefined;
    return NOTHING_STARTED.find(([key]) => key in answer)?.[1];
  } catch {
    return undefined;
  }
}

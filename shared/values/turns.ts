import type { CallOutcome } from '../outcome.ts';

type Turn = CallOutcome['call']['turns'][number];

const SPEAKERS: Readonly<Record<string, Turn['speaker']>> = { BOT: 'agent', HUMAN: 'contact' };
const LABEL = /^(BOT|HUMAN):/;

/** A transcript in the form `BOT: ~ "Hello"`, one line a turn or several; without such labels it has no turns. */
export function turnsOf(transcript: string | null): Turn[] {
  const turns: { speaker: Turn['speaker']; lines: string[] }[] = [];
  for (const line of transcript?.split(/\r\n?|\n/) ?? []) {
    const [label = '', name = ''] = LABEL.exec(line) ?? [];
    const speaker = SPEAKERS[name];
    if (speaker) turns.push({ speaker, lines: [line.slice(label.length)] });
    else turns.at(-1)?.lines.push(line);
  }
  return turns
    .map(({ speaker, lines }) => ({ speaker, text: bare(lines.join('\n')) }))
    .filter(({ text }) => text !== '');
}

/** Air puts `~` and quotation marks around what its agent says. */
function bare(text: string): string {
  const spoken = text.trim().replace(/^~/, '').trim();
  return /^"[^]*"$/.test(spoken) ? spoken.slice(1, -1).trim() : spoken;
}

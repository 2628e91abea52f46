import type { OutcomeResult } from './outcome.ts';

/** What a phrase says. Do-not-call is a negative that no follow-up undoes. */
type Saying = Exclude<OutcomeResult, 'unknown'> | 'do_not_call';

/**
 * The words that name results, in lower case and without accents and apostrophes. Each provider lets its users
 * choose names, so these are the words of their pages, of HubSpot's default call outcomes, and of sales teams:
 * https://docs.sailorhq.io/phone-system/outcomes (Interested), https://docs.air.ai/webhooks/post_call_outcome
 * (free text), https://api-docs-dev.iclosed.io/webhooks/v1/routes/webhookEventTypes/outcomeAdded (NO_SALE, …),
 * https://developers.hubspot.com/docs/api/crm/calls (Left voicemail, Wrong number, …).
 */
const PHRASES: Readonly<Record<Saying, string>> = {
  not_reached:
    'no answer, didnt answer, did not answer, not answered, unanswered, no pick up, not reached, unreachable, could not reach, couldnt reach, could not be reached, no contact, voicemail, voice mail, answering machine, left message, left a message, busy, no show, didnt show, did not show, wrong number, bad number, invalid number, disconnected, not in service, out of service',
  do_not_call: 'do not call, dont call, do not contact, dnc',
  negative:
    'not interested, no interest, uninterested, not qualified, unqualified, disqualified, not a fit, no fit, bad fit, no budget, cant afford, cannot afford, too expensive, rejected, refused, declined, lost, closed lost, no sale',
  follow_up:
    'call back, callback, call later, call again, follow up, followup, reschedule, later, not now, maybe, thinking, think about it, needs time, send info, sent info, send information, nurture',
  positive:
    'interested, hot lead, warm lead, qualified, booked, appointment set, appointment scheduled, meeting set, meeting scheduled, demo set, demo scheduled, call set, call scheduled, sale, sold, won, closed won, signed, signed up, purchased, bought, paid, deposit, enrolled, accepted',
};

/** Forms that only say the same as a phrase; unlike a phrase they have no plural. */
const OTHER_FORMS: Readonly<Partial<Record<Saying, string>>> = {
  not_reached: 'no showed, voicemailed',
  follow_up: 'rescheduled, nurtured, called back, called again, called later, followed up',
  positive: 'deposited',
};

/** Words that have a plural wherever they stand; the last word of a phrase has one too. */
const COUNTABLE = new Set(['appointment', 'meeting', 'demo', 'call']);

const NEGATIONS = wordSet(
  'not no never none nothing without non un cannot dont doesnt didnt isnt arent wasnt werent hasnt havent cant wont wouldnt',
);
/** What may stand between a negation and what it negates. */
const BETWEEN = wordSet('a an the yet very really longer been even');

const SAYINGS: ReadonlyMap<string, Saying> = new Map([
  ...sayingsOf(PHRASES, withPlurals),
  ...sayingsOf(OTHER_FORMS, (form) => [form]),
]);
const LONGEST = Math.max(...[...SAYINGS.keys()].map((phrase) => phrase.split(' ').length));

/** Of several things in one name the first counts. */
const BEFORE_THE_REST = ['not_reached', 'do_not_call', 'follow_up'] as const;

/**
 * The result that the name of an outcome says in plain English, or null. It is read in whole words, without
 * letter case, accents, punctuation and emoji; nothing is guessed.
 */
export function resultInWords(name: string): OutcomeResult | null {
  const said = sayingsIn(wordsOf(name));
  const first = BEFORE_THE_REST.find((saying) => said.has(saying));
  if (first !== undefined) return first === 'do_not_call' ? 'negative' : first;
  if (said.has('positive') === said.has('negative')) return null;
  return said.has('positive') ? 'positive' : 'negative';
}

function wordsOf(name: string): string[] {
  const letters = name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}|['’‘ʼ`´]/gu, '');
  return letters.match(/[\p{L}\p{Nd}]+/gu) ?? [];
}

/** Longer phrases first, then from left to right; each word belongs to one phrase only. */
function sayingsIn(words: readonly string[]): Set<Saying> {
  const said = new Set<Saying>();
  const used = new Set<number>();
  for (let length = LONGEST; length > 0; length--) {
    for (let start = 0; start + length <= words.length; start++) {
      const phrase = words.slice(start, start + length).join(' ');
      const saying = SAYINGS.get(phrase) ?? unpositive(phrase);
      if (saying === undefined) continue;
      const indexes = Array.from({ length }, (_, index) => start + index);
      if (indexes.some((index) => used.has(index))) continue;
      for (const index of indexes) used.add(index);
      if (saying === 'unpositive') said.add('negative');
      else if (!isNegated(words, start)) said.add(saying);
      else if (saying === 'positive') said.add('negative');
    }
  }
  return said;
}

/** `unsold`, `unpaid`: negative as `not sold` is, whatever stands before. */
function unpositive(phrase: string): 'unpositive' | undefined {
  return phrase.startsWith('un') && SAYINGS.get(phrase.slice(2)) === 'positive' ? 'unpositive' : undefined;
}

function isNegated(words: readonly string[], start: number): boolean {
  let index = start - 1;
  while (BETWEEN.has(words[index] ?? '')) index--;
  return NEGATIONS.has(words[index] ?? '');
}

function sayingsOf(
  rows: Readonly<Partial<Record<Saying, string>>>,
  formsOf: (phrase: string) => string[],
): [string, Saying][] {
  return (Object.entries(rows) as [Saying, string][]).flatMap(([saying, phrases]) =>
    phrases.split(', ').flatMap((phrase) => formsOf(phrase).map((form): [string, Saying] => [form, saying])),
  );
}

/** `meeting set`, `meetings set`, `meeting sets`, `meetings sets`. */
function withPlurals(phrase: string): string[] {
  const words = phrase.split(' ');
  return words.reduce<string[]>(
    (forms, word, index) => {
      const hasPlural = index === words.length - 1 || COUNTABLE.has(word);
      return forms.flatMap((form) =>
        (hasPlural ? [word, `${word}s`] : [word]).map((one) => `${form} ${one}`.trim()),
      );
    },
    [''],
  );
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

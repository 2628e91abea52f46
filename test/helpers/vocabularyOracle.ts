/** The rules of the vocabulary once more, as sentences rather than tables of forms, to check the product against. */

export const ROWS = {
  not_reached:
    'no answer|didnt answer|did not answer|not answered|unanswered|no pick up|not reached|unreachable|could not reach|couldnt reach|could not be reached|no contact|voicemail|voice mail|answering machine|left message|left a message|busy|no show|didnt show|did not show|wrong number|bad number|invalid number|disconnected|not in service|out of service',
  negative:
    'not interested|no interest|uninterested|do not call|dont call|do not contact|dnc|not qualified|unqualified|disqualified|not a fit|no fit|bad fit|no budget|cant afford|cannot afford|too expensive|rejected|refused|declined|lost|closed lost|no sale',
  follow_up:
    'call back|callback|call later|call again|follow up|followup|reschedule|later|not now|maybe|thinking|think about it|needs time|send info|sent info|send information|nurture',
  positive:
    'interested|hot lead|warm lead|qualified|booked|appointment set|appointment scheduled|meeting set|meeting scheduled|demo set|demo scheduled|call set|call scheduled|sale|sold|won|closed won|signed|signed up|purchased|bought|paid|deposit|enrolled|accepted',
} as const;
export const FORMS = {
  not_reached: 'no showed|voicemailed',
  negative: '',
  follow_up: 'rescheduled|nurtured|called back|called again|called later|followed up',
  positive: 'deposited',
} as const;
export const NEGATIONS =
  'not no never none nothing without non cannot dont doesnt didnt isnt arent wasnt werent hasnt havent cant wont wouldnt un'.split(
    ' ',
  );
export const BETWEEN = 'a an the yet very really longer been even'.split(' ');
const DO_NOT_CALL = /^(?:do not calls?|dont calls?|do not contacts?|dncs?)$/;

type Row = keyof typeof ROWS;
const rows = Object.keys(ROWS) as Row[];

/** Every phrase as an expression that fits its plurals and no other text. */
const patterns = rows.flatMap((row) => [
  ...ROWS[row].split('|').map((phrase) => {
    const words = phrase.split(' ');
    const loose = words.map((word, index) =>
      index === words.length - 1 || /^(?:appointment|meeting|demo|call)$/.test(word) ? `${word}s?` : word,
    );
    return { row, fits: new RegExp(`^${loose.join(' ')}$`) };
  }),
  ...FORMS[row]
    .split('|')
    .filter((form) => form !== '')
    .map((form) => ({ row, fits: new RegExp(`^${form}$`) })),
]);

interface Match {
  row: Row;
  start: number;
  length: number;
  negative: boolean;
  doNotCall: boolean;
}

export function expectedResult(name: string): string | null {
  const words = wordsOf(name);
  let open = allMatches(words);
  const taken: Match[] = [];
  while (open.length > 0) {
    const longest = Math.max(...open.map(({ length }) => length));
    const best = open
      .filter(({ length }) => length === longest)
      .sort((a, b) => a.start - b.start)[0] as Match;
    taken.push(best);
    open = open.filter(
      ({ start, length }) => start + length <= best.start || best.start + best.length <= start,
    );
  }
  const said = taken.flatMap(({ row, start, negative, doNotCall }) => {
    const before = ` ${words.slice(0, start).join(' ')}`;
    const negated = new RegExp(` (?:${NEGATIONS.join('|')})(?: (?:${BETWEEN.join('|')}))*$`).test(before);
    if (row === 'positive') return [negated || negative ? 'negative' : 'positive'];
    return negated ? [] : [doNotCall ? 'do not call' : row];
  });
  if (said.includes('not_reached')) return 'not_reached';
  if (said.includes('do not call')) return 'negative';
  if (said.includes('follow_up')) return 'follow_up';
  const [yes, no] = [said.includes('positive'), said.includes('negative')];
  return yes && !no ? 'positive' : no && !yes ? 'negative' : null;
}

function allMatches(words: string[]): Match[] {
  return words.flatMap((_, start) =>
    [1, 2, 3, 4, 5, 6]
      .filter((length) => start + length <= words.length)
      .flatMap((length): Match[] => {
        const text = words.slice(start, start + length).join(' ');
        const rowOf = (phrase: string) => patterns.find(({ fits }) => fits.test(phrase))?.row;
        const row = rowOf(text);
        const doNotCall = DO_NOT_CALL.test(text);
        if (row) return [{ row, start, length, negative: false, doNotCall }];
        const positive = text.startsWith('un') && rowOf(text.slice(2)) === 'positive';
        return positive ? [{ row: 'positive', start, length, negative: true, doNotCall }] : [];
      }),
  );
}

/** Character by character. */
function wordsOf(name: string): string[] {
  let text = '';
  for (const character of name.toLowerCase().normalize('NFD')) {
    if (/\p{M}/u.test(character) || "'’‘ʼ`´".includes(character)) continue;
    text += /[\p{L}\p{Nd}]/u.test(character) ? character : ' ';
  }
  return text.split(' ').filter((word) => word !== '');
}

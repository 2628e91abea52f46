import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { resultInWords } from '../../shared/vocabulary.ts';
import { holds } from '../helpers/property.ts';
import { BETWEEN, expectedResult, FORMS, NEGATIONS, ROWS } from '../helpers/vocabularyOracle.ts';

type Result = ReturnType<typeof resultInWords>;

const phrases = Object.entries(ROWS).flatMap(([row, list]) =>
  list.split('|').map((phrase) => ({ row, phrase })),
);
const forms = Object.entries(FORMS).flatMap(([row, list]) =>
  list.split('|').flatMap((form) => (form === '' ? [] : [{ row, phrase: form }])),
);
const positives = phrases.filter(({ row }) => row === 'positive').map(({ phrase }) => phrase);

test.each([...phrases, ...forms])('"$phrase" is $row', ({ row, phrase }) => {
  expect(resultInWords(phrase)).toBe(row);
});

test.each(phrases)(
  '"$phrase" has a plural, of its last word and of what can be counted',
  ({ row, phrase }) => {
    expect(resultInWords(`${phrase}s`)).toBe(row);
    expect(resultInWords(phrase.replace(/^(appointment|meeting|demo|call) /, '$1s '))).toBe(row);
  },
);

describe('names as people write them', () => {
  test.each<[string, Result]>([
    // Sailor, Air and iClosed show these in their pages.
    ['Interested', 'positive'],
    ['Booked a demo', 'positive'],
    ['NO_SALE', 'negative'],
    ['PARTIAL_SALE', 'positive'],
    ['Left Voicemail', 'not_reached'],
    ['No-Show', 'not_reached'],
    ['Sale: no show', 'not_reached'],
    ['Didn’t answer!', 'not_reached'],
    ["Couldn't reach", 'not_reached'],
    ['Wrong numbers', 'not_reached'],
    ['Call back later (maybe)', 'follow_up'],
    ['Not now - call again', 'follow_up'],
    ['Follow-ups', 'follow_up'],
    ['Meetings set', 'positive'],
    ['Interested, call back', 'follow_up'],
    ['Interested, left a message', 'not_reached'],
    ['Call back, no answer', 'not_reached'],
  ])('%j is %p', (name, result) => {
    expect(resultInWords(name)).toBe(result);
  });

  test.each<[string, Result]>([
    ['Not interested', 'negative'],
    ['not very interested', 'negative'],
    ['No longer really interested', 'negative'],
    ['Hasn’t been sold yet', 'negative'],
    ['Never signed up', 'negative'],
    ['un-sold', 'negative'],
    ['unpaid', 'negative'],
    ['unclosed won', 'negative'],
    ['not unsold', 'negative'],
    ['no sales', 'negative'],
    ['No meeting set', 'negative'],
    ['not a hot lead', 'negative'],
    ['Not today, but interested', 'positive'],
  ])('a negation: %j is %p', (name, result) => {
    expect(resultInWords(name)).toBe(result);
  });

  test.each<[string, Result]>([
    ['not lost', null],
    ['never rejected', null],
    ['no callback', null],
    ['not a busy', null],
    ['not not interested', null],
    ['un-lost', null],
    ['unlost', null],
    ['not lost, sold', 'positive'],
    ['no voicemail, interested', 'positive'],
    ['never do not call', null],
  ])('a negated phrase of another row says nothing: %j is %p', (name, result) => {
    expect(resultInWords(name)).toBe(result);
  });

  test.each<[string, Result]>([
    ['Do not call back', 'negative'],
    ["Don't call later", 'negative'],
    ['DNC - maybe follow up', 'negative'],
    ['Do not contact, call again', 'negative'],
    ['Do not call, wrong number', 'not_reached'],
    // It decides the whole name, before it is asked whether positive and negative words are in it together: nobody
    // calls again by mistake. Only that the contact was not reached comes before it.
    ['Sold, do not call', 'negative'],
    ['DNC, interested, callback', 'negative'],
    ['Interested, do not call, voicemail', 'not_reached'],
    ['Sold, declined', null],
    ['Not interested, call back', 'follow_up'],
  ])('do-not-call outweighs all but not reached: %j is %p', (name, result) => {
    expect(resultInWords(name)).toBe(result);
  });

  test.each(['Sold, then lost', 'not interested - interested', 'sale, no sale'])(
    'positive and negative together say nothing: %j',
    (name) => {
      expect(resultInWords(name)).toBeNull();
    },
  );

  test.each<[string, Result]>([
    ['closed lost', 'negative'],
    ['no show sale', 'not_reached'],
    ['dont call back', 'negative'],
    ['call back later', 'follow_up'],
    ['cannot afford', 'negative'],
    ['think about it later', 'follow_up'],
  ])('the longest phrase counts, then the leftmost: %j is %p', (name, result) => {
    expect(resultInWords(name)).toBe(result);
  });
});

test.each([
  ...['', ' ', '!!', '👍', '5', 'Other', 'Done', 'New', 'interest', 'disinterested', 'wonder', 'presale'],
  ...['resale', 'solder', 'callbacked', 'wins', 'booking', 'signing', 'pay', 'rescheduling', 'unbusy'],
  ...['noshow', 'no showeds', 'calling back', 'in terested', 'sa-le', 'constructor', '__proto__'],
  ...['Interessiert', 'Kein Interesse', 'Rückruf', 'Nicht erreicht', 'Termin vereinbart', 'Verkauft'],
  ...['Intéressé', 'Pas intéressé', 'À rappeler', 'Vendu', 'Interesado', 'No interesado', 'Vendido'],
  ...['Sin respuesta', 'Non interessato', 'Sprzedane', 'Заинтересован', 'Перезвонить', 'ενδιαφέρεται'],
  ...['興味あり', '已售出', 'مهتم', 'רוצה', 'रुचि है', 'สนใจ', 'ｓａｌｅ', 'ꜱale'],
])('other words and other languages are not guessed: %j', (name) => {
  expect(resultInWords(name)).toBeNull();
});

const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...[...phrases, ...forms].map(({ phrase }) => phrase)) },
  { weight: 3, arbitrary: fc.constantFrom(...NEGATIONS) },
  { weight: 2, arbitrary: fc.constantFrom(...BETWEEN) },
  { weight: 1, arbitrary: fc.constantFrom(...positives).map((phrase) => `un${phrase}`) },
  { weight: 1, arbitrary: fc.constantFrom(...phrases.map(({ phrase }) => `${phrase}s`)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...phrases.flatMap(({ phrase }) => phrase.split(' ')), 'calls', 'called'),
  },
  { weight: 1, arbitrary: fc.constantFrom('today', 'by', 'phone', 'x', '7', 'then', 'client', 'für') },
);
const name = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));

test('any mix of phrases, negations and other words is what a second reading of the rules says', () => {
  holds(
    fc.property(name, (text) => {
      expect([text, resultInWords(text)]).toEqual([text, expectedResult(text)]);
    }),
    1000,
  );
});

test('any text is what a second reading of the rules says', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
  holds(
    fc.property(fc.array(fc.oneof(text, word), { maxLength: 5 }), (parts) => {
      expect(resultInWords(parts.join(' '))).toBe(expectedResult(parts.join(' ')));
    }),
    500,
  );
});

test('spaces, punctuation, emoji, letter case, accents and apostrophes change nothing', () => {
  const between = fc.constantFrom(
    ' ',
    '  ',
    '\t',
    '\n',
    '-',
    '_',
    ' / ',
    ': ',
    '. ',
    '…',
    ' 👍 ',
    '❤️',
    ' 👩🏽‍💻 ',
    '™',
    '🇺🇸',
  );
  const inside = fc.constantFrom('', '', '', '\u0301', '\u0308', '\u0327', "'", '’', '‘', 'ʼ', '`', '´');
  holds(
    fc.property(
      name,
      fc.infiniteStream(between),
      fc.infiniteStream(inside),
      fc.infiniteStream(fc.boolean()),
      (plain, gaps, marks, capitals) => {
        const next = <Value>(stream: IterableIterator<Value>) => stream.next().value as Value;
        const decorated = Array.from(plain, (character) =>
          character === ' '
            ? next(gaps)
            : `${next(capitals) ? character.toUpperCase() : character}${next(marks)}`,
        ).join('');
        const dressed = `${next(gaps)}${decorated}${next(gaps)}`;
        expect([dressed, resultInWords(dressed)]).toEqual([dressed, resultInWords(plain)]);
      },
    ),
    1000,
  );
});

test('a negated positive is never positive', () => {
  const other = fc.constantFrom('', 'client', 'today', 'by phone', '7');
  holds(
    fc.property(
      other,
      fc.constantFrom(...NEGATIONS),
      fc.array(fc.constantFrom(...BETWEEN), { maxLength: 3 }),
      fc.constantFrom(...positives),
      fc.constantFrom('', 's'),
      other,
      (before, negation, words, phrase, plural, after) => {
        const text = [before, negation, ...words, `${phrase}${plural}`, after].join(' ');
        expect([text, resultInWords(text)]).toEqual([text, 'negative']);
      },
    ),
    1000,
  );
});

test('a very long name is read in little time', () => {
  expect(resultInWords('not very '.repeat(200_000))).toBeNull();
  expect(resultInWords(`${'very '.repeat(200_000)}interested`)).toBe('positive');
});

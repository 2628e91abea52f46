import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { turnsOf } from '../../../shared/values/turns.ts';
import { holds } from '../../helpers/property.ts';

const agent = (text: string) => ({ speaker: 'agent', text });
const contact = (text: string) => ({ speaker: 'contact', text });

test.each<[string, string | null, unknown[]]>([
  ['no transcript', null, []],
  ['an empty one', '', []],
  ['one without labels', 'Hello\nthere', []],
  ['two speakers', 'BOT: Hello\nHUMAN: Hi', [agent('Hello'), contact('Hi')]],
  ['other ends of lines', 'BOT: Hello\r\nHUMAN: Hi\rBOT: So', [agent('Hello'), contact('Hi'), agent('So')]],
  ['a turn after the same speaker', 'BOT: Hello\nBOT: Again', [agent('Hello'), agent('Again')]],
  ['a label without a space', 'BOT:Hello', [agent('Hello')]],
  [
    'a turn of several lines',
    'BOT: One\ntwo\n\n  three\nHUMAN: Hi',
    [agent('One\ntwo\n\n  three'), contact('Hi')],
  ],
  ['a turn that begins on the next line', 'BOT:\nHello', [agent('Hello')]],
  ['lines before the first speaker', 'Recorded\n\nBOT: Hello', [agent('Hello')]],
  [
    'other labels',
    'BOT: Hello\nbot: one\nBot: two\n BOT: three\nAGENT: four\nHUMAN : five',
    [agent('Hello\nbot: one\nBot: two\n BOT: three\nAGENT: four\nHUMAN : five')],
  ],
  ['a label in a line', 'BOT: He said HUMAN: yes', [agent('He said HUMAN: yes')]],
  ["Air's marks", 'BOT: ~ "Hey, Robin!"\nHUMAN:  hi ', [agent('Hey, Robin!'), contact('hi')]],
  ['a mark alone', 'BOT: ~ Hello\nHUMAN: "Hi"', [agent('Hello'), contact('Hi')]],
  ['marks around several lines', 'BOT: ~"One\ntwo"', [agent('One\ntwo')]],
  ['blanks between the marks', 'BOT:  ~  " Hello " ', [agent('Hello')]],
  ['quotation marks at one end', 'BOT: "Hello\nHUMAN: Hi"', [agent('"Hello'), contact('Hi"')]],
  ['quotation marks inside', 'BOT: I said "Hello" twice', [agent('I said "Hello" twice')]],
  ['marks twice', 'BOT: ~~ ""Hello""', [agent('~ ""Hello""')]],
  ['two pairs', 'BOT: ""Hello""', [agent('"Hello"')]],
  ['one quotation mark', 'BOT: "', [agent('"')]],
  ['a mark at the end', 'BOT: Hello ~', [agent('Hello ~')]],
  ['empty turns', 'BOT: \nHUMAN: ""\nBOT: ~\nHUMAN: ~ " "\nBOT: Hello\nHUMAN:', [agent('Hello')]],
])('%s', (_what, transcript, turns) => {
  expect(turnsOf(transcript)).toEqual(turns);
});

test('what was said is read back, whoever said it', () => {
  const said = fc
    .array(fc.string({ unit: fc.constantFrom('a', 'é', ' ', ':', '~', '"', 'BOT', ':') }), { minLength: 1 })
    .map((lines) => `x${lines.join('\nx')}x`);
  const turn = fc.record({ speaker: fc.constantFrom('agent' as const, 'contact' as const), text: said });
  holds(
    fc.property(fc.array(turn), (turns) => {
      const lines = turns.map(({ speaker, text }) =>
        speaker === 'agent' ? `BOT: ~ "${text}"` : `HUMAN:  ${text}`,
      );
      expect(turnsOf(lines.join('\n'))).toEqual(turns);
    }),
  );
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CountryCode, readPhone } from '../../../shared/values/phone.ts';
import { holds } from '../../helpers/property.ts';

test.each<[string | null, string | undefined, string | null]>([
  [null, 'US', null],
  // E.164 already.
  ['+15555550142', undefined, '+15555550142'],
  ['+15555550142', 'DE', '+15555550142'],
  ['+49301234567', 'US', '+49301234567'],
  // Looks like E.164: a trunk prefix behind the country code, as iClosed has sent it, and numbers that cannot be.
  ['+330664929387', undefined, '+33664929387'],
  ['+4402079460018', 'US', '+442079460018'],
  ['+999123456', 'US', '+999123456'],
  ['+123456789012345', undefined, '+123456789012345'],
  ['+1555555014', 'US', '+1555555014'],
  // Formatted.
  ['+1 (415) 555-2671', undefined, '+14155552671'],
  ['+1-415-555-2671', 'DE', '+14155552671'],
  [' +14155552671 ', undefined, '+14155552671'],
  ['(+1) 415-555-2671', undefined, '+14155552671'],
  ['tel:+1-415-555-2671', undefined, '+14155552671'],
  ['+44 (0)20 7946 0018', undefined, '+442079460018'],
  ['+1 415 555 2671 ext. 5', undefined, '+14155552671'],
  // National.
  ['(415) 555-2671', 'US', '+14155552671'],
  ['4155552671', 'US', '+14155552671'],
  ['1 415 555 2671', 'US', '+14155552671'],
  ['020 7946 0018', 'GB', '+442079460018'],
  ['030 1234567', 'DE', '+49301234567'],
  ['0043 1 234567', 'DE', '+431234567'],
  ['011 44 20 7946 0018', 'US', '+442079460018'],
  // The country as people type it, or as nobody should.
  ['(415) 555-2671', 'us', '+14155552671'],
  ['(415) 555-2671', ' Us ', '+14155552671'],
  ['(415) 555-2671', undefined, '(415) 555-2671'],
  ['(415) 555-2671', '', '(415) 555-2671'],
  ['(415) 555-2671', 'ZZ', '(415) 555-2671'],
  ['(415) 555-2671', 'USA', '(415) 555-2671'],
  ['(415) 555-2671', 'constructor', '(415) 555-2671'],
  ['(415) 555-2671', '__proto__', '(415) 555-2671'],
  // What is no number passes.
  ['911', 'US', '911'],
  ['72345', 'US', '72345'],
  ['112', 'DE', '112'],
  ['anonymous', 'US', 'anonymous'],
  ['Restricted', undefined, 'Restricted'],
  ['client:agent-7', 'US', 'client:agent-7'],
  ['sip:robin@example.com', 'US', 'sip:robin@example.com'],
  ['call me at 415 555 2671', 'US', 'call me at 415 555 2671'],
  ['15555550177', undefined, '15555550177'],
  ['+', 'US', '+'],
  ['+0123456789', 'US', '+0123456789'],
  ['+12345678901234567', undefined, '+12345678901234567'],
  ['-', 'US', '-'],
  [' ', 'US', ' '],
  ['\uD800', 'US', '\uD800'],
])('%p of %p is %p', (phone, country, expected) => {
  expect(readPhone(phone, country as CountryCode | undefined).phone).toBe(expected);
});

test('any text gives itself or an E.164 number, which stays as it is', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...Array.from('+0123456789()-. x#;,/')), maxLength: 300 }),
  );
  holds(
    fc.property(
      text,
      fc.constantFrom<CountryCode | undefined>('US', 'DE', 'AU', undefined),
      (phone, country) => {
        const read = readPhone(phone, country);
        if (read.phone !== phone) expect(read.phone).toMatch(/^\+[1-9]\d{1,14}$/);
        if (read.phoneNational !== null)
          expect(read.phone).toMatch(new RegExp(`^\\+\\d{1,3}${read.phoneNational}$`));
        expect(readPhone(read.phone, country)).toEqual(read);
      },
    ),
    500,
  );
});

test.each<[string, string | undefined, string | null]>([
  ['+15555550142', undefined, '5555550142'],
  ['+10000000000', undefined, '0000000000'],
  ['(415) 555-2671', 'US', '4155552671'],
  ['1 415 555 2671', 'US', '4155552671'],
  ['+1 415 555 2671 ext. 5', 'US', '4155552671'],
  ['+330664929387', undefined, '664929387'],
  ['06 64 92 93 87', 'FR', '664929387'],
  ['+44 (0)20 7946 0018', undefined, '2079460018'],
  // The zero of Italy is part of the number: https://en.wikipedia.org/wiki/Telephone_numbers_in_Italy
  ['+39 06 1234 5678', undefined, '0612345678'],
  ['0612345678', 'IT', '0612345678'],
  ['(415) 555-2671', undefined, null],
  ['15555550177', undefined, null],
  ['+999123456', undefined, null],
  ['911', 'US', null],
  ['anonymous', 'US', null],
])('the national number of %p of %p is %p', (phone, country, expected) => {
  expect(readPhone(phone, country as CountryCode | undefined).phoneNational).toBe(expected);
});

test('what is no text has no national number', () => {
  expect(readPhone(null, 'US')).toEqual({ phone: null, phoneNational: null });
});

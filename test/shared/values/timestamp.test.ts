import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toTimestamp } from '../../../shared/values/timestamp.ts';
import { holds } from '../../helpers/property.ts';

test.each<[unknown, string | null]>([
  // Unix time: below 1e11 seconds, else milliseconds.
  [1781935984, '2026-06-20T06:13:04.000Z'],
  [1781935984000, '2026-06-20T06:13:04.000Z'],
  ['1781935984', '2026-06-20T06:13:04.000Z'],
  ['1781935984000', '2026-06-20T06:13:04.000Z'],
  [' 1781935984 ', '2026-06-20T06:13:04.000Z'],
  [0, '1970-01-01T00:00:00.000Z'],
  [-1, '1969-12-31T23:59:59.000Z'],
  [99999999999, '5138-11-16T09:46:39.000Z'],
  [100000000000, '1973-03-03T09:46:40.000Z'],
  // Fractions are cut.
  [1781935984.627, '2026-06-20T06:13:04.627Z'],
  [1781935984.6279, '2026-06-20T06:13:04.627Z'],
  ['1781935984.6279999999', '2026-06-20T06:13:04.627Z'],
  ['1781935984.', '2026-06-20T06:13:04.000Z'],
  [1781935984000.9, '2026-06-20T06:13:04.000Z'],
  ['2023-12-31 23:12:05.62705+00', '2023-12-31T23:12:05.627Z'],
  ['2023-12-31 23:59:59.9999+00', '2023-12-31T23:59:59.999Z'],
  ['2024-03-20 10:00:00.5', '2024-03-20T10:00:00.500Z'],
  ['2024-03-20 10:00:00.05', '2024-03-20T10:00:00.050Z'],
  // Zones.
  ['2024-03-20 10:00:00', '2024-03-20T10:00:00.000Z'],
  ['2024-03-20T10:00:00', '2024-03-20T10:00:00.000Z'],
  ['2024-03-20T10:00:00Z', '2024-03-20T10:00:00.000Z'],
  ['2024-03-20t10:00:00z', '2024-03-20T10:00:00.000Z'],
  ['2024-03-20 10:00:00 UTC', '2024-03-20T10:00:00.000Z'],
  ['2024-03-20 10:00:00+00', '2024-03-20T10:00:00.000Z'],
  ['2024-03-20 10:00:00-00', '2024-03-20T10:00:00.000Z'],
  ['2024-03-20 10:00:00+05:30', '2024-03-20T04:30:00.000Z'],
  ['2024-03-20 10:00:00-0300', '2024-03-20T13:00:00.000Z'],
  ['2024-03-20 10:00:00 -03:00', '2024-03-20T13:00:00.000Z'],
  ['2024-03-20 10:00:00+14', '2024-03-19T20:00:00.000Z'],
  ['2024-12-31 23:30:00-0100', '2025-01-01T00:30:00.000Z'],
  ['2024-03-20 10:00', '2024-03-20T10:00:00.000Z'],
  ['2024-03-20', '2024-03-20T00:00:00.000Z'],
  // Days that are, and days that are not.
  ['2024-02-29 00:00:00', '2024-02-29T00:00:00.000Z'],
  ['2000-02-29 00:00:00', '2000-02-29T00:00:00.000Z'],
  ['2023-02-29 00:00:00', null],
  ['1900-02-29 00:00:00', null],
  ['2024-02-30 00:00:00', null],
  ['2024-04-31T00:00:00Z', null],
  ['2024-13-01 00:00:00', null],
  ['2024-00-10 00:00:00', null],
  ['2024-01-00 00:00:00', null],
  ['2024-01-32 00:00:00', null],
  ['2024-01-01 24:00:00', null],
  ['2024-01-01 10:60:00', null],
  ['2024-01-01 10:00:60', null],
  ['2024-01-01 10:00:00+16:00', null],
  ['2024-01-01 10:00:00+05:60', null],
  // Years that the record's own schema can say.
  ['0050-01-01 00:00:00', '0050-01-01T00:00:00.000Z'],
  ['0000-01-01 00:00:00+14', null],
  ['9999-12-31 23:59:59-01', null],
  [-99999999999, null],
  [253402300800000, null],
  [8.64e15, null],
  [1e300, null],
  [Infinity, null],
  [NaN, null],
  // No moments.
  ['', null],
  [' ', null],
  ['tomorrow', null],
  ['2024-3-20 10:00:00', null],
  ['20/03/2024', null],
  ['2024-03-20 10:00:00 Berlin', null],
  ['2024-03-20 10:00:00+5', null],
  ['2024-03-20 10:00:00x', null],
  ['x2024-03-20 10:00:00', null],
  ['1781935984s', null],
  ['1e9', null],
  ['0x10', null],
  ['--5', null],
  [null, null],
  [undefined, null],
  [true, null],
  [{}, null],
  [[1781935984], null],
  [new Date(0), null],
])('%p is %p', (value, expected) => {
  expect(toTimestamp(value)).toBe(expected);
});

const FIRST = Date.UTC(1000, 0, 2);
const LAST = Date.UTC(9999, 11, 30);
const instant = fc.integer({ min: FIRST, max: LAST });

test('any instant, written in any zone, is the instant', () => {
  const zone = fc.tuple(fc.constantFrom('+', '-'), fc.nat(14), fc.constantFrom(0, 15, 30, 45, 59));
  const format = fc.record({ between: fc.constantFrom(' ', 'T'), colon: fc.boolean(), blank: fc.boolean() });
  holds(
    fc.property(
      instant,
      zone,
      format,
      fc.stringMatching(/^\d{0,6}$/),
      (time, [sign, hours, minutes], how, more) => {
        const offset = (hours * 60 + minutes) * (sign === '-' ? -1 : 1);
        const local = new Date(time + offset * 60_000).toISOString().slice(0, -1);
        const name = `${sign}${two(hours)}${how.colon ? ':' : ''}${two(minutes)}`;
        const text = `${local.replace('T', how.between)}${more}${how.blank ? ' ' : ''}${name}`;
        expect(toTimestamp(text)).toBe(new Date(time).toISOString());
      },
    ),
    300,
  );
});

test('any instant is the same in seconds and milliseconds, as number and text', () => {
  const before5138 = fc.integer({ min: 100_000_000_001, max: 99_999_999_999_000 });
  holds(
    fc.property(before5138, (time) => {
      const iso = new Date(time).toISOString();
      expect(toTimestamp(time)).toBe(iso);
      expect(toTimestamp(String(time))).toBe(iso);
      expect(toTimestamp((time / 1000).toFixed(3))).toBe(iso);
      expect(toTimestamp(Number((time / 1000).toFixed(3)))).toBe(iso);
    }),
    300,
  );
});

test("the machine's zone changes nothing", () => {
  const file = fileURLToPath(new URL('../../../shared/values/timestamp.ts', import.meta.url));
  const script = `const { toTimestamp } = await import(${JSON.stringify(file)});
    console.log(toTimestamp('2024-03-31 02:30:00'), toTimestamp('2024-03-31'), new Date().getTimezoneOffset());`;
  const outputs = ['Pacific/Kiritimati', 'America/St_Johns'].map((TZ) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TZ, NODE_OPTIONS: '' },
      encoding: 'utf8',
    }).trim(),
  );
  const [east = '', west = ''] = outputs.map((output) => output.split(' '));
  expect(east.slice(0, 2)).toEqual(['2024-03-31T02:30:00.000Z', '2024-03-31T00:00:00.000Z']);
  expect(west.slice(0, 2)).toEqual(east.slice(0, 2));
  expect(west[2]).not.toBe(east[2]);
});

function two(value: number): string {
  return String(value).padStart(2, '0');
}

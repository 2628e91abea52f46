import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { type CallOutcome, providerIds, type Received } from '../../../shared/index.ts';
import { fixturesOf, providerPath } from '../../helpers/fixtures.ts';

const script = fileURLToPath(new URL('./zap.ts', import.meta.url));

function zap(...args: string[]) {
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}

// Each starts the app, which takes a while where other tests run beside.
describe('npm run zap', () => {
  test.each(providerIds)(
    'gives the records of the sample of %s',
    (id) => {
      const { stdout, status } = zap(id);
      expect(status).toBe(0);
      expect((JSON.parse(stdout) as CallOutcome[]).map(({ provider }) => provider)).toEqual([id]);
    },
    60_000,
  );

  test('gives the records of a payload file', () => {
    const { stdout } = zap('iclosed', providerPath('iclosed', 'fixtures/three-outcomes.json'));
    const fixture = fixturesOf('iclosed').find(({ name }) => name === 'three-outcomes');
    expect(JSON.parse(stdout)).toEqual((fixture?.expected as { outcomes: CallOutcome[] }).outcomes);
  }, 60_000);

  test('says what was ignored, why, and what to do', () => {
    const { stdout, stderr, status } = zap('air', providerPath('air', 'fixtures/ignored-call-data.json'));
    expect([status, JSON.parse(stdout)]).toEqual([0, []]);
    expect(stderr.trim()).toMatch(
      /^Ignored: Air sent a POST_CALL_DATA event, .*\. In Air, .*POST_CALL_OUTCOME/,
    );
    const partly = zap('iclosed', providerPath('iclosed', 'fixtures/partly-readable.json'));
    const fixture = fixturesOf('iclosed').find(({ name }) => name === 'partly-readable');
    const { ignored } = fixture?.expected as Received;
    expect(partly.stderr.trim().split('\n')).toEqual(
      ignored.map(({ reason, hint }) => `Ignored: ${reason} ${hint}`),
    );
  }, 60_000);

  test('says in one line why a delivery is refused', () => {
    const { stderr, status } = zap('sailor', providerPath('air', 'fixtures/outcome.json'));
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(/^This is not a Sailor outcome event\. .*outcome_id.*$/);
  }, 60_000);

  test('lists what the app offers, without what only fills dropdowns', () => {
    const { stdout } = zap('--list');
    for (const id of providerIds) expect(stdout).toContain(`${id}_call_outcome: New Call Outcome`);
    expect(stdout).toContain('sailor_find_outcome: Find or Create Outcome');
    expect(stdout).not.toContain('sailor_smart_lists');
  }, 60_000);

  test.each<[string[], RegExp]>([
    [[], /^Choose a provider\./],
    [['nobody'], /^There is no provider "nobody"\./],
    [['air', 'one.json', 'two.json'], /^There is one argument too many: two\.json/],
    [['--list', 'air'], /^--list takes no other argument\./],
    [['--lists'], /Unknown option '--lists'/],
    [['air', 'nowhere.json'], /^nowhere\.json cannot be read: .*\.$/m],
    [['air', providerPath('air', 'NOTES.md')], /NOTES\.md is not JSON: .*\.$/m],
  ])(
    'says what is wrong with %j, without starting the app',
    (args, message) => {
      const { stdout, stderr, status } = zap(...args);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(message);
      expect(stderr).not.toContain('    at ');
    },
    60_000,
  );

  test('says how to use it', () => {
    const { stdout, status } = zap('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('npm run zap -- <sailor|air|iclosed> [payload file]');
  }, 60_000);
});

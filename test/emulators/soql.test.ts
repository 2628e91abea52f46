import { expect, test } from '@jest/globals';
import { runQuery } from './crm/soql.ts';

const rows = {
  Contact: [
    { Id: '1', Phone: '(212) 555-0101', LastModifiedDate: '2026-02-02' },
    { Id: '2', Email: "o'hara@example.com", LastActivityDate: '2026-01-01', LastModifiedDate: '2026-01-01' },
  ],
  Lead: [],
  Task: [{ Id: '3', CallObject: 'air:CA1' }],
  Opportunity: [
    { Id: '4', IsClosed: false },
    { Id: '5', IsClosed: true },
  ],
  OpportunityContactRole: [{ OpportunityId: '4', ContactId: '1' }],
};
const idsOf = (soql: string) => runQuery(soql, rows).map(({ Id }) => Id);

test.each([
  ["SELECT Id FROM Contact WHERE Phone LIKE '%2%1%2%5%5%5%0%1%0%1'", ['1']],
  ["SELECT Id FROM Contact WHERE Email = 'O\\'Hara@example.com' OR HomePhone LIKE '%9'", ['2']],
  ['SELECT Id FROM Contact ORDER BY LastActivityDate DESC NULLS LAST, LastModifiedDate DESC', ['2', '1']],
  ['SELECT Id FROM Contact ORDER BY LastModifiedDate DESC LIMIT 1', ['1']],
  ["SELECT Id FROM Lead WHERE IsConverted = false AND (Email = 'x' OR Phone LIKE '%1')", []],
  ["SELECT Id FROM Task WHERE CallObject = 'air:CA1'", ['3']],
  ['SELECT Id FROM Opportunity WHERE IsClosed = false', ['4']],
  [
    "SELECT Id FROM Opportunity WHERE Id IN (SELECT OpportunityId FROM OpportunityContactRole WHERE ContactId = '1')",
    ['4'],
  ],
])('%s', (soql, expected) => {
  expect(idsOf(soql)).toEqual(expected);
});

test.each([
  ["SELECT Id FROM Task WHERE Description = 'x'", 'can not be filtered'],
  ['SELECT Nope FROM Task', "No such column 'Nope'"],
  ['SELECT Id FROM Unknown', 'is not supported'],
  [
    "SELECT Id FROM Contact WHERE Id IN (SELECT ContactId FROM OpportunityContactRole) OR Id = '1'",
    'Semi join',
  ],
  ["SELECT Id FROM Contact WHERE Email = 'a' OR Phone = 'b' AND Id = '1'", 'unexpected token'],
  ['SELECT Id FROM Contact; DELETE', 'unexpected'],
])('refused: %s', (soql, why) => {
  expect(() => idsOf(soql)).toThrow(why);
});

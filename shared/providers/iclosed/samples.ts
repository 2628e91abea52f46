import documented from './fixtures/outcome.json' with { type: 'json' };

/** What an outcome has that is no sale. */
const noSale = { dealValue: null, productName: null, deal: null };

/** The documented delivery, and one for each other result. */
export const samples = [
  documented,
  withOutcome({
    uuid: 5123,
    email: 'alex.lane@example.com',
    contactId: 2078,
    firstName: 'Alex',
    lastName: 'Lane',
    phoneNumber: '+15555550178',
    callOutcome: 'NO_SALE',
    noSaleReason: 'UNQUALIFIED',
    objection: 'MONEY',
    startTime: '2024-03-20T11:00:00Z',
    notes: 'The budget is gone until next year.',
    ...noSale,
  }),
  withOutcome({
    uuid: 5124,
    email: 'kim.brook@example.com',
    contactId: 2079,
    firstName: 'Kim',
    lastName: 'Brook',
    phoneNumber: '+15555550179',
    callOutcome: 'RESCHEDULE',
    startTime: '2024-03-20T12:00:00Z',
    notes: 'Asks for a time next week.',
    ...noSale,
  }),
  withOutcome({
    uuid: 5125,
    email: 'dana.hill@example.com',
    contactId: 2080,
    firstName: 'Dana',
    lastName: 'Hill',
    phoneNumber: '+15555550180',
    callOutcome: 'NO_SHOW',
    startTime: '2024-03-20T13:00:00Z',
    notes: null,
    ...noSale,
  }),
  withOutcome({
    uuid: 5126,
    email: 'jo.marsh@example.com',
    contactId: 2081,
    firstName: 'Jo',
    lastName: 'Marsh',
    phoneNumber: '+15555550181',
    callOutcome: 'CONTRACT_SENT',
    startTime: '2024-03-20T14:00:00Z',
    notes: 'Reads the contract with a partner.',
    ...noSale,
  }),
] as const;

function withOutcome(changes: object): object[] {
  return documented.map((outcome) => ({ ...outcome, ...changes }));
}

/** What the router's data table says of a person after some calls. */
import type { Delivery } from '../../helpers/workflowRig.ts';
import { call, meeting, meetings, noSale } from './deliveries.ts';
import type { Somebody } from './deliveries.ts';

export const routerTable = 'Contacts by call';
const day = (number: number) => `2026-03-0${number} 10:00:00+00`;

interface Case {
  name: string;
  /** What the table knows before. */
  known?: (person: Somebody) => Record<string, string>;
  deliveries: (person: Somebody) => (Delivery | Promise<Delivery>)[];
  row: Record<string, unknown>;
}

export const routed: readonly Case[] = [
  {
    name: 'a positive call is no sale',
    deliveries: (sam) => [call(sam, 'positive')],
    row: { stage: 'Interested', nextStep: 'Agree on the next meeting', lastResult: 'positive' },
  },
  {
    name: 'a sale is won',
    deliveries: (sam) => [call(sam, 'positive', day(1)), meetings(meeting(sam))],
    row: { stage: 'Won', nextStep: 'Send the contract' },
  },
  {
    name: 'found by e-mail, in any letter case',
    known: ({ email }) => ({ name: 'Samuel Known', email: email.toUpperCase(), stage: 'Open' }),
    deliveries: (sam) => [meetings(meeting(sam, noSale))],
    row: { name: 'Samuel Known', stage: 'Lost' },
  },
  {
    name: 'found by a number that is written in another way',
    known: ({ typed }) => ({ name: 'Samuel Known', phone: typed, stage: 'Open' }),
    deliveries: (sam) => [call(sam, 'positive')],
    row: { name: 'Samuel Known', stage: 'Interested' },
  },
  {
    name: 'missed and unclear calls change no stage, and do not take a won person back to the phone',
    deliveries: (sam) => [
      meetings(meeting(sam)),
      call(sam, 'not_reached', day(4)),
      call(sam, 'unknown', day(5)),
    ],
    row: { stage: 'Won', nextStep: 'Send the contract', lastResult: 'unknown' },
  },
  {
    name: 'a call back does not set an interested person back',
    deliveries: (sam) => [call(sam, 'positive', day(1)), call(sam, 'follow_up', day(2))],
    row: { stage: 'Interested', nextStep: 'Call at the agreed time' },
  },
  {
    name: 'lost, and taken up again by a call back but not by a missed one',
    deliveries: (sam) => [
      call(sam, 'negative', day(1)),
      call(sam, 'not_reached', day(2)),
      call(sam, 'follow_up', day(3)),
    ],
    row: { stage: 'Open', lastResult: 'follow_up' },
  },
  {
    name: 'late: an older outcome changes nothing',
    deliveries: (sam) => [call(sam, 'follow_up', day(4)), call(sam, 'negative', day(2))],
    row: { stage: 'Open', lastResult: 'follow_up', lastCallAt: '2026-03-04T10:00:00.000Z' },
  },
  {
    name: 'a late sale is won all the same',
    deliveries: (sam) => [call(sam, 'negative', day(4)), meetings(meeting(sam))],
    row: { stage: 'Won', nextStep: 'Send the contract', lastResult: 'negative' },
  },
  {
    name: 'edited to no sale: from the stage before it',
    deliveries: (sam) => {
      const sale = meeting(sam);
      const follow = { callOutcome: 'RESCHEDULE', dealValue: null, deal: null };
      return [
        call(sam, 'positive', '2026-02-01 10:00:00+00'),
        meetings(sale),
        meetings({ ...sale, ...follow }),
      ];
    },
    row: { stage: 'Interested', lastResult: 'follow_up' },
  },
  {
    name: 'edited and edited back',
    deliveries: (sam) => {
      const sale = meeting(sam);
      return [meetings(sale), meetings({ ...sale, ...noSale }), meetings(sale)];
    },
    row: { stage: 'Won', lastResult: 'positive', nextStep: 'Send the contract' },
  },
  {
    name: 'three outcomes in one delivery, in their order',
    deliveries: (sam) => [meetings(meeting(sam), meeting(sam, noSale), meeting(sam, noSale))],
    row: { stage: 'Won' },
  },
];

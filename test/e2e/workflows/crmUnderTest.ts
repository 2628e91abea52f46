import type { Api, Reply } from '../../emulators/http.ts';
import type { Choices, Running } from '../../helpers/workflowRig.ts';
import type { OutcomeResult } from '../../../shared/index.ts';

/** What a case needs to know of a CRM; one file per CRM beside this one, and one line in crm.test.ts. */
export interface CrmUnderTest {
  name: string;
  /** The workflow's file, without `.json`. */
  file: string;
  choices?: Choices;
  host: string;
  api: Api;
  /** What a user enters into the credentials. */
  credentials: Readonly<Record<string, object>>;
  /** Forgets everybody. */
  clear: () => void;
  /** Enters somebody whom the CRM has known for long; does nothing where it knows no people. */
  add: (person: Known) => void;
  /** Everybody, the first one entered first. */
  people: () => Person[];
  /** What it shows for a person after an outcome with that result; null where it keeps nothing of the kind. */
  stages: Readonly<Record<Exclude<OutcomeResult, 'unknown'>, string | null>>;
  /** Where an established person is from whom no call should move them back; left out where any result may follow any. */
  ahead?: string;
  /**
   * What a sale to somebody new writes, and its edit to no sale, in that order; `*` is one segment of a path. Left out
   * where there are no people.
   */
  writes?: Readonly<Record<'sale' | 'noSale', readonly string[]>>;
  /** What it answers when there are too many requests. */
  busy: Reply;
  /** The requests that one outcome makes at least and at most, if none fails. README says the same. */
  cost: readonly [least: number, most: number];
  /** Refusals that are an answer, such as that of a duplicate. */
  expectedRefusals?: RegExp;
  /** False where each outcome is an entry of its own, such as a row, which changes when it is edited. Default: true. */
  keepsPeople?: boolean;
  /** Which outcomes are entered, by title. Default: all. */
  enters?: (title: string) => boolean;
  /** What only this CRM has. */
  more?: readonly Case[];
  /** False where it keeps no sales. Default: true. */
  deals?: boolean;
  /** False where it brings numbers into a form of its own. Default: true. */
  keepsNumbersAsTyped?: boolean;
  /** False where its search answers with one person, whoever else has the number. Default: true. */
  findsSeveral?: boolean;
  /** False where a person has one e-mail address. Default: true. */
  secondEmails?: boolean;
  /** False where the vendor searches numbers itself, and does not say what an extension does. Default: true. */
  findsExtensions?: boolean;
}

/** What a case does with a published workflow. */
export type Entering = Pick<Running, 'send' | 'sendAtOnce' | 'post' | 'retry'>;

export interface Case {
  name: string;
  /** Left out where a CRM has nothing of the kind. */
  needs?: (crm: CrmUnderTest) => boolean;
  run: (crm: CrmUnderTest, workflow: Entering) => Promise<void>;
}

/** Somebody in the CRM, as a person typed it in. */
export interface Known {
  name: string;
  email?: string;
  secondEmail?: string;
  /** In any form, such as `(555) 555-0142`. */
  phone?: string;
  stage?: string;
  /** The values of the deals that are still open. */
  openDeals?: readonly number[];
  /** When somebody last did something with the record. */
  usedAt?: string;
}

/** What a person sees of somebody in the CRM. */
export interface Person {
  name: string | null;
  email: string | null;
  phone: string | null;
  stage: string | null;
  /** The titles of the calls and what their notes say, the earliest call first. */
  calls: { title: string; note: string }[];
  deals: { won: boolean; value: number | null }[];
}

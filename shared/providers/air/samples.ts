import documented from './fixtures/outcome.json' with { type: 'json' };

/** The documented delivery, and one for each other result. */
export const samples = [
  documented,
  withCall({
    sid: 'CA0b8e6f3d51724c9ab2e07d4c18f95a36',
    toNumber: '+15555550124',
    duration: 31,
    cachedLeadName: 'Alex',
    transcript: 'BOT: Hey, Alex!\nHUMAN: please take me off your list',
    createdAt: '2024-01-02 15:04:10.10842+00',
    notes: 'Alex uses another product and is happy with it.',
    outcome: 'Not interested',
    primaryOutcomeAchieved: false,
  }),
  withCall({
    sid: 'CA4c1d97a2e8f0463bb5d6917c3e20f84a',
    toNumber: '+15555550125',
    duration: 58,
    cachedLeadName: 'Kim',
    transcript: 'BOT: Hey, Kim!\nHUMAN: I am driving, can you call me tomorrow?',
    createdAt: '2024-01-02 15:20:41.55310+00',
    notes: 'Kim asks for a call tomorrow at three.',
    outcome: 'Call back',
    primaryOutcomeAchieved: false,
  }),
  withCall({
    sid: 'CAe95a30d7c6b8412f9073fa16d4be2c85',
    toNumber: '+15555550126',
    duration: 12,
    cachedLeadName: 'Dana',
    transcript: null,
    createdAt: '2024-01-02 15:41:02.00764+00',
    notes: null,
    outcome: 'Voicemail',
    primaryOutcomeAchieved: false,
  }),
  withCall({
    sid: 'CA62f7c8e1b94d4a05883b0dc7e5a19f23',
    toNumber: '+15555550127',
    duration: 73,
    cachedLeadName: 'Jo',
    transcript: 'BOT: Hey, Jo!\nHUMAN: you want my colleague, I will put you through',
    createdAt: '2024-01-02 16:03:27.91205+00',
    notes: 'Jo passed the call on to a colleague.',
    outcome: 'Transferred',
    primaryOutcomeAchieved: null,
  }),
] as const;

function withCall(changes: object): object {
  return { ...documented, call: { ...documented.call, ...changes } };
}

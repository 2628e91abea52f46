import { apiCredential } from '../lib/credentials/apiCredential.ts';

export class IclosedApi extends apiCredential('iclosed') {}

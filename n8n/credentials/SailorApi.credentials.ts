import { apiCredential } from '../lib/credentials/apiCredential.ts';

export class SailorApi extends apiCredential('sailor') {}

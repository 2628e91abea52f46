import { apiCredential } from '../lib/credentials/apiCredential.ts';

export class AirApi extends apiCredential('air') {}

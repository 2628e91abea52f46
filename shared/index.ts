export { type Action, type Api, apiThrough, type Entry, type EntryList, type RunContext } from './action.ts';
export {
  type ApiCall,
  type ApiRequest,
  type ApiResponse,
  type PatientTransport,
  perform,
  type Transport,
} from './api.ts';
export { OutcomeError, type OutcomeErrorCode } from './errors.ts';
export {
  type Choice,
  conditionText,
  type Input,
  type InputKind,
  type Inputs,
  type InputValue,
  type InputValues,
  type When,
} from './inputs.ts';
export { outcomeJsonSchema } from './jsonSchema.ts';
export {
  type CallOutcome,
  callOutcome,
  type Field,
  type FieldKey,
  fields,
  type OutcomeResult,
  outcomeResults,
  type ResultSource,
  resultSources,
} from './outcome.ts';
export {
  type ApiKey,
  type Ignored,
  instructions,
  type Provider,
  type Receiver,
  type SetUp,
  type Subscription,
} from './provider.ts';
export { type RawInputs, readInputs, readSettings } from './readInputs.ts';
export { type Received, receive, type ReceiveOptions } from './receive.ts';
export { type ProviderId, providerIds, providers } from './registry.ts';
export { deliverySettings, filterInputs, passes, readDeliverySettings } from './settings.ts';
export type { CountryCode } from './values/phone.ts';
export type { Proof, Secret, Signature } from './verify/proof.ts';
export type { WebhookRequest } from './verify/request.ts';
export { messageIdOf } from './verify/standardWebhooks.ts';
export { URL_TOKEN_PARAMETER } from './verify/urlToken.ts';

/** Which endpoint answers a method and a path of the API. */
import type { Endpoint } from './call.ts';
import { answerChallenge } from './challenge.ts';
import * as disputes from './disputes.ts';
import * as events from './events.ts';
import * as intents from './payment-intents.ts';
import * as refunds from './refunds.ts';
import { search } from './search.ts';

const ROUTES: readonly (readonly [method: string, path: string, endpoint: Endpoint])[] = [
  ['POST', 'payment_intents', intents.create],
  ['GET', 'payment_intents', intents.list],
  ['GET', 'payment_intents/search', search],
  ['GET', 'payment_intents/:id', intents.retrieve],
  ['POST', 'payment_intents/:id', intents.update],
  ['POST', 'payment_intents/:id/confirm', intents.confirm],
  ['POST', 'payment_intents/:id/capture', intents.capture],
  ['POST', 'payment_intents/:id/cancel', intents.cancel],
  ['GET', 'payment_methods/:id', events.retrieveMethod],
  ['GET', 'charges', refunds.listCharges],
  ['GET', 'charges/:id', refunds.retrieveCharge],
  ['POST', 'refunds', refunds.createRefund],
  ['GET', 'refunds', refunds.listRefunds],
  ['GET', 'refunds/:id', refunds.retrieveRefund],
  ['POST', 'refunds/:id', refunds.updateRefund],
  ['GET', 'disputes', disputes.listDisputes],
  ['GET', 'disputes/:id', disputes.retrieveDispute],
  ['GET', 'events', events.listEvents],
  ['GET', 'events/:id', events.retrieveEvent],
  ['POST', '3ds2/challenge_complete', answerChallenge],
];

export interface Match {
  readonly endpoint: Endpoint;
  readonly id: string;
}

/** The endpoint of a request, with the id its path names; null if Stripe has none such. */
export function match(method: string, pathname: string): Match | null {
  const [root, version, ...steps] = pathname.replace(/\/$/, '').split('/');
  if (root !== '' || version !== 'v1') return null;
  for (const [wanted, path, endpoint] of ROUTES) {
    const pattern = path.split('/');
    if (wanted !== method || pattern.length !== steps.length) continue;
    if (!pattern.every((part, index) => part === ':id' || part === steps[index])) continue;
    return { endpoint, id: steps[pattern.indexOf(':id')] ?? '' };
  }
  return null;
}

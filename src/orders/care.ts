/** What is done in time with the personal data of an order or an invoice. */
import type { Address, OrderDocument } from './order.ts';

export type DataCare = 'reseal' | 'forget_person';

/** An address of which only the country is left: tax was paid there. */
export const addressForgotten = ({ country }: Address): Address => ({
  ...{ name: '', line1: '', line2: null, city: '', region: null, postalCode: '' },
  country,
});

/** The document without whom it was for. */
export const personForgotten = (document: OrderDocument): OrderDocument => ({
  ...document,
  email: '',
  buyer: '',
  shippingAddress: addressForgotten(document.shippingAddress),
  billingAddress: document.billingAddress && addressForgotten(document.billingAddress),
});

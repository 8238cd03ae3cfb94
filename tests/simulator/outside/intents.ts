/** Payments as the provider records them. */

export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_action'
  | 'processing'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled';

export type RefundRecord = {
  readonly id: string;
  readonly amount: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: number;
  status: 'pending' | 'succeeded' | 'failed';
};

export type DisputeRecord = {
  readonly id: string;
  readonly amount: number;
  readonly createdAt: number;
  status: 'needs_response' | 'won' | 'lost';
};

export type Intent = {
  readonly id: string;
  readonly secret: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: number;
  status: IntentStatus;
  received: number;
  failure: { readonly code: string; readonly message: string } | null;
  /** True once somebody outside the shop can pay it. */
  disclosed: boolean;
  readonly refunds: RefundRecord[];
  readonly disputes: DisputeRecord[];
};

export const isPayable = ({ status }: Intent): boolean =>
  status === 'requires_payment_method' || status === 'requires_action';

/** What has gone back of a payment, or is on its way. */
export const refundedOf = (intent: Intent): number =>
  intent.refunds
    .filter(({ status }) => status !== 'failed')
    .reduce((total, { amount }) => total + amount, 0);

/** What a bank has taken back for its customer. */
export const lostOf = ({ disputes }: Intent): number =>
  disputes
    .filter(({ status }) => status === 'lost')
    .reduce((total, { amount }) => total + amount, 0);

/**
 * An order as its object keeps it. Orders outlive the code that wrote them: what one of an older
 * release lacks is filled in here, so that the saga sees the present shape only.
 */
import type { OrderDocument, OrderState, Refund } from './order.ts';

type Older<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/** Who ordered, and where it goes: sealed where it is kept. */
type Person = Pick<OrderDocument, 'email' | 'shippingAddress'> &
  Partial<Pick<OrderDocument, 'billingAddress'>>;
type ClearDocument = Older<OrderDocument, 'returnWindowMs' | 'billingAddress'>;
/** Older releases kept the whole document in the clear. */
export type StoredDocument =
  | ClearDocument
  | (Omit<ClearDocument, keyof Person> & { readonly person: string });

/** The document as it is kept. */
export function storedDocument(
  document: OrderDocument,
  seal: (text: string) => string,
): StoredDocument {
  const { email, shippingAddress, billingAddress, ...rest } = document;
  const person: Person = { email, shippingAddress, billingAddress };
  return { ...rest, person: seal(JSON.stringify(person)) };
}

/** No order of an older release was told of a return's end, or billed elsewhere. */
const LACKING = { returnWindowMs: null, billingAddress: null } as const;

/** The document in its present shape. */
export function documentOf(stored: StoredDocument, open: (text: string) => string): OrderDocument {
  if (!('person' in stored)) return { ...LACKING, ...stored };
  const { person, ...rest } = stored;
  const opened: Person = JSON.parse(open(person));
  return { ...LACKING, ...rest, ...opened };
}

type StoredRefund = Older<Refund, 'tax' | 'lines' | 'origin' | 'history'>;
export type StoredState = Older<
  Omit<OrderState, 'refunds'>,
  'returns' | 'disputes' | 'moneyCheck' | 'notAdmitted'
> & {
  readonly refunds: readonly StoredRefund[];
};

function refundOf(stored: StoredRefund): Refund {
  const { status, at } = stored;
  const asked = { status: 'pending' as const, at };
  const history = status === 'pending' ? [asked] : [asked, { status, at }];
  return { tax: 0, lines: [], origin: 'staff', history, ...stored };
}

/** The state in its present shape. */
export const stateOf = (stored: StoredState): OrderState => ({
  returns: [],
  disputes: [],
  moneyCheck: null,
  notAdmitted: null,
  ...stored,
  refunds: stored.refunds.map(refundOf),
});

/**
 * The state with which an instance wakes up. What it finds in flight may have been done by the one
 * that died, so it counts as tried: the provider is asked before it is told again.
 */
export const resumed = (state: OrderState): OrderState =>
  state.effect === null
    ? state
    : { ...state, effect: { ...state.effect, tries: Math.max(state.effect.tries, 1) } };

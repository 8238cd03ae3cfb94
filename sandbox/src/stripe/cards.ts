/** The test cards: what each number, or each `pm_card_…` id, does when it is charged. */

export interface Decline {
  readonly kind: 'decline';
  readonly code: string;
  readonly declineCode?: string;
  readonly message: string;
  readonly param?: string;
}

export interface Settlement {
  readonly outcome: 'succeeded' | 'failed';
  readonly afterMs: number;
}

export type Behaviour =
  | { readonly kind: 'approve' }
  | Decline
  /** Asks for 3-D Secure first, and then does `next`. */
  | { readonly kind: 'challenge'; readonly next: { readonly kind: 'approve' } | Decline }
  /** Stays `processing`: until the control API settles it, or after a while by itself. */
  | { readonly kind: 'processing'; readonly settles: Settlement | null };

export interface TestCard {
  readonly ids: readonly string[];
  readonly number: string;
  readonly brand: 'visa' | 'mastercard' | 'amex' | 'discover';
  readonly funding: 'credit' | 'debit';
  readonly country: string;
  readonly behaviour: Behaviour;
  /** How refunds of it go; unless told, they succeed at once. `failed` ones seem to, at first. */
  readonly refund?: 'pending' | 'failed';
  /** Whether the charge is disputed as fraud as soon as it is captured. */
  readonly disputed?: true;
}

const APPROVE = { kind: 'approve' } as const;

function declined(declineCode: string, message = 'Your card was declined.'): Decline {
  return { kind: 'decline', code: 'card_declined', declineCode, message };
}

function failing(code: string, message: string, param?: string): Decline {
  const decline = { kind: 'decline', code, declineCode: code, message } as const;
  return param === undefined ? decline : { ...decline, param };
}

function visa(
  number: string,
  ids: readonly string[],
  behaviour: Behaviour,
  more: Partial<TestCard> = {},
): TestCard {
  return { ids, number, brand: 'visa', funding: 'credit', country: 'US', behaviour, ...more };
}

/** How long the two self-settling cards stay `processing`, and a refund that fails seems made. */
export const SETTLES_AFTER_MS = 3_000;

const CARDS: readonly TestCard[] = [
  visa('4242424242424242', ['pm_card_visa'], APPROVE),
  visa('4000056655665556', ['pm_card_visa_debit'], APPROVE, { funding: 'debit' }),
  visa('5555555555554444', ['pm_card_mastercard'], APPROVE, { brand: 'mastercard' }),
  visa('378282246310005', ['pm_card_amex'], APPROVE, { brand: 'amex' }),
  visa('6011111111111117', ['pm_card_discover'], APPROVE, { brand: 'discover' }),
  visa(
    '4000000000000002',
    ['pm_card_visa_chargeDeclined', 'pm_card_chargeDeclined'],
    declined('generic_decline'),
  ),
  visa(
    '4000000000009995',
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'pm_card_chargeDeclinedInsufficientFunds'],
    declined('insufficient_funds', 'Your card has insufficient funds.'),
  ),
  visa(
    '4000000000009987',
    ['pm_card_visa_chargeDeclinedLostCard', 'pm_card_chargeDeclinedLostCard'],
    declined('lost_card'),
  ),
  visa(
    '4000000000009979',
    ['pm_card_visa_chargeDeclinedStolenCard', 'pm_card_chargeDeclinedStolenCard'],
    declined('stolen_card'),
  ),
  visa(
    '4000000000000069',
    ['pm_card_chargeDeclinedExpiredCard'],
    failing('expired_card', 'Your card has expired.', 'exp_month'),
  ),
  visa(
    '4000000000000127',
    ['pm_card_chargeDeclinedIncorrectCvc'],
    failing('incorrect_cvc', "Your card's security code is incorrect.", 'cvc'),
  ),
  visa(
    '4000000000000119',
    ['pm_card_chargeDeclinedProcessingError'],
    failing(
      'processing_error',
      'An error occurred while processing your card. Try again in a little bit.',
    ),
  ),
  visa('4000002760003184', ['pm_card_authenticationRequired'], {
    kind: 'challenge',
    next: APPROVE,
  }),
  visa('4000002500003155', ['pm_card_authenticationRequiredOnSetup'], {
    kind: 'challenge',
    next: APPROVE,
  }),
  visa('4000000000003220', ['pm_card_threeDSecure2Required'], {
    kind: 'challenge',
    next: APPROVE,
  }),
  visa('4000008400001629', ['pm_card_threeDSecureRequiredChargeDeclined'], {
    kind: 'challenge',
    next: declined('generic_decline'),
  }),
  visa('4000000000007726', ['pm_card_pendingRefund'], APPROVE, { refund: 'pending' }),
  visa('4000000000005126', ['pm_card_refundFail'], APPROVE, { refund: 'failed' }),
  visa('4000000000000259', ['pm_card_createDispute'], APPROVE, { disputed: true }),
  // The three below are this sandbox's own: Stripe has no card that stays `processing`.
  visa('4000000000008112', ['pm_card_processing'], { kind: 'processing', settles: null }),
  visa('4000000000008120', ['pm_card_processingThenSuccess'], {
    kind: 'processing',
    settles: { outcome: 'succeeded', afterMs: SETTLES_AFTER_MS },
  }),
  visa('4000000000008138', ['pm_card_processingThenFailure'], {
    kind: 'processing',
    settles: { outcome: 'failed', afterMs: SETTLES_AFTER_MS },
  }),
];

/** A well-formed number that is none of the above is taken for a real card and declined. */
function realCard(number: string): TestCard {
  return visa(
    number,
    ['pm_card_real'],
    declined(
      'test_mode_live_card',
      'Your card was declined. Your request was in test mode, but used a non test card. ' +
        'For a list of valid test cards, visit: https://stripe.com/docs/testing.',
    ),
  );
}

/** The decline that a `processing` card turns out to be when it is settled as failed. */
export const SETTLED_AS_FAILED: Decline = declined('generic_decline');

export function cardById(id: string): TestCard | null {
  return CARDS.find((card) => card.ids.includes(id)) ?? null;
}

/** The card of a number without spaces; null if its check digit is wrong. */
export function cardByNumber(number: string): TestCard | null {
  const known = CARDS.find((card) => card.number === number);
  if (known) return known;
  return /^\d{12,19}$/.test(number) && luhn(number) ? realCard(number) : null;
}

/** ISO/IEC 7812-1: every second digit from the right doubled, the digits' sum divisible by ten. */
function luhn(number: string): boolean {
  let sum = 0;
  for (const [index, digit] of number.split('').toReversed().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

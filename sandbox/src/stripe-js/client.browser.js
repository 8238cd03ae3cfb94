/**
 * The second half of the stand-in for Stripe.js: the client that confirms a payment with the card
 * form's card and shows the 3-D Secure challenge. Served in one file with the first half.
 */
(() => {
  'use strict';

  const { Elements, element, flatten, loadStyle, root } = window.sandboxStripe;
  delete window.sandboxStripe;

  const UNREACHABLE = {
    type: 'api_connection_error',
    message:
      'We are experiencing issues connecting to our payments provider. You have not been ' +
      'charged. Please check your internet connection and try again.',
  };

  function intentIdOf(clientSecret) {
    const match = /^(pi_\w+?)_secret_\w+$/.exec(clientSecret ?? '');
    if (!match) {
      throw new Error(
        'IntegrationError: the clientSecret should be a client secret of the form ' +
          '${id}_secret_${secret}.',
      );
    }
    return match[1];
  }

  /** Asks the buyer, in a dialog, what their bank would ask them; whether they passed. */
  function challenge(intent) {
    loadStyle();
    const money = new Intl.NumberFormat(undefined, {
      style: 'currency',
      currency: intent.currency,
    });
    const { maximumFractionDigits: digits } = money.resolvedOptions();
    const complete = element('button', { type: 'button', id: 'challenge-complete' }, 'Complete');
    const refuse = element('button', { type: 'button', id: 'challenge-fail' }, 'Fail');
    const dialog = element(
      'dialog',
      { class: 'sandbox-challenge', 'aria-labelledby': 'challenge-title' },
      element('h2', { id: 'challenge-title' }, 'Confirm your payment'),
      element(
        'p',
        {},
        `3-D Secure test: your bank would ask you here to approve a payment of ${money.format(
          intent.amount / 10 ** digits,
        )}.`,
      ),
      element('div', { class: 'sandbox-actions' }, refuse, complete),
    );
    document.body.append(dialog);
    return new Promise((resolve) => {
      const answer = (passed) => {
        dialog.close();
        dialog.remove();
        resolve(passed);
      };
      complete.addEventListener('click', () => answer(true));
      refuse.addEventListener('click', () => answer(false));
      dialog.addEventListener('cancel', () => answer(false));
      dialog.showModal();
      complete.focus();
    });
  }

  class StripeClient {
    #key;

    constructor(key) {
      this.#key = key;
    }

    elements(options = {}) {
      return new Elements(options);
    }

    async retrievePaymentIntent(clientSecret) {
      const query = new URLSearchParams({ client_secret: clientSecret });
      return this.#call('GET', `payment_intents/${intentIdOf(clientSecret)}?${query}`);
    }

    /** Goes through the challenge that a payment is waiting for, if it is. */
    async handleNextAction({ clientSecret }) {
      const found = await this.retrievePaymentIntent(clientSecret);
      return found.error ? found : this.#finish(found.paymentIntent, clientSecret);
    }

    async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = 'always' }) {
      const secret = clientSecret ?? elements?.clientSecret;
      const id = intentIdOf(secret);
      if (redirect === 'always' && !confirmParams.return_url) {
        throw new Error('IntegrationError: confirmParams.return_url is required.');
      }
      const form = elements?.getElement('payment');
      const invalid = form?.validate();
      if (invalid) return { error: invalid };
      form?.lock(true);
      try {
        const body = this.#confirmation(form, secret, confirmParams);
        const confirmed = await this.#call('POST', `payment_intents/${id}/confirm`, body);
        const done = confirmed.error
          ? confirmed
          : await this.#finish(confirmed.paymentIntent, secret);
        if (done.error) form?.showError(done.error);
        else if (redirect === 'always') {
          return await leave(confirmParams.return_url, done.paymentIntent);
        }
        return done;
      } finally {
        form?.lock(false);
      }
    }

    #confirmation(form, clientSecret, { payment_method_data: more, ...params }) {
      const card = form?.read();
      const billing = { ...card?.billing_details, ...more?.billing_details };
      const body = new URLSearchParams({ client_secret: clientSecret, use_stripe_sdk: 'true' });
      flatten(params, '', body);
      if (card) flatten({ ...card, billing_details: billing }, 'payment_method_data', body);
      return body;
    }

    async #finish(intent, clientSecret) {
      if (intent.status !== 'requires_action') return { paymentIntent: intent };
      const passed = await challenge(intent);
      const body = new URLSearchParams({
        payment_intent: intent.id,
        client_secret: clientSecret,
        outcome: passed ? 'complete' : 'fail',
      });
      return this.#call('POST', '3ds2/challenge_complete', body);
    }

    async #call(method, path, body) {
      try {
        const response = await fetch(new URL(`api.stripe.com/v1/${path}`, root), {
          method,
          body,
          headers: { authorization: `Bearer ${this.#key}` },
        });
        const answer = await response.json();
        return answer.error ? { error: answer.error } : { paymentIntent: answer };
      } catch {
        return { error: UNREACHABLE };
      }
    }
  }

  /** Goes to the return address, as Stripe.js does; the promise it gives never settles. */
  function leave(returnUrl, intent) {
    const target = new URL(returnUrl, location.href);
    target.searchParams.set('payment_intent', intent.id);
    target.searchParams.set('payment_intent_client_secret', intent.client_secret);
    const status = intent.status === 'processing' ? 'pending' : 'succeeded';
    target.searchParams.set('redirect_status', status);
    location.assign(target);
    return new Promise(() => {});
  }

  window.Stripe = (publishableKey) => {
    if (!publishableKey?.startsWith('pk_')) {
      throw new Error('IntegrationError: Stripe() expects a publishable key, pk_….');
    }
    return new StripeClient(publishableKey);
  };
  window.Stripe.version = 3;
})();

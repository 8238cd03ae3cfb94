/**
 * A stand-in for Stripe.js v3, as far as a shop uses it with the Payment Element. A classic script
 * that defines `window.Stripe`; it talks to the sandbox's api.stripe.com through the dev server.
 * The card form stands in the page itself, without an iframe; its inputs have no names, so that a
 * surrounding form never sends them.
 */
(() => {
  'use strict';

  /** `/sandbox/`, wherever the script was loaded from. */
  const root = new URL('../../', document.currentScript?.src ?? '/sandbox/js.stripe.com/v3/');

  const FIELDS = [
    {
      id: 'card-number',
      label: 'Card number',
      autocomplete: 'cc-number',
      hint: '1234 1234 1234 1234',
    },
    { id: 'card-expiry', label: 'Expiration date', autocomplete: 'cc-exp', hint: 'MM / YY' },
    { id: 'card-cvc', label: 'Security code', autocomplete: 'cc-csc', hint: 'CVC' },
  ];

  const TEST_CARDS = [
    ['4242 4242 4242 4242', 'succeeds'],
    ['4000 0000 0000 0002', 'is declined'],
    ['4000 0000 0000 9995', 'has insufficient funds'],
    ['4000 0027 6000 3184', 'asks for 3-D Secure'],
    ['4000 0000 0000 8112', 'stays processing'],
  ];

  function element(tag, properties = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  function digitsOf(text) {
    return text.replaceAll(/\D/g, '');
  }

  /** ISO/IEC 7812-1's check digit. */
  function luhn(number) {
    let sum = 0;
    for (let index = 0; index < number.length; index += 1) {
      const digit = Number(number[number.length - 1 - index]) * (index % 2 === 0 ? 1 : 2);
      sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 === 0;
  }

  function isAmex(number) {
    return /^3[47]/.test(number);
  }

  const FORMAT = {
    'card-number': (text) => {
      const digits = digitsOf(text).slice(0, 19);
      const groups = isAmex(digits)
        ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10, 15)]
        : (digits.match(/\d{1,4}/g) ?? []);
      return groups.filter((group) => group !== '').join(' ');
    },
    'card-expiry': (text) => {
      const digits = digitsOf(text);
      const month = /^[2-9]/.test(digits) ? `0${digits}` : digits;
      const [mm, yy] = [month.slice(0, 2), month.slice(2, 6)];
      // A year pasted or filled in as four digits keeps its last two.
      const year = yy.length === 4 ? yy.slice(2) : yy.slice(0, 2);
      return year === '' ? mm : `${mm} / ${year}`;
    },
    'card-cvc': (text) => digitsOf(text).slice(0, 4),
  };

  function problem(code, message) {
    return { type: 'validation_error', code, message };
  }

  const CHECK = {
    'card-number': (text) => {
      const digits = digitsOf(text);
      if (digits.length < 12 || (!isAmex(digits) && digits.length < 16)) {
        return problem('incomplete_number', 'Your card number is incomplete.');
      }
      return luhn(digits) ? null : problem('invalid_number', 'Your card number is invalid.');
    },
    'card-expiry': (text) => {
      const digits = digitsOf(text);
      if (digits.length < 4) {
        return problem('incomplete_expiry', "Your card's expiration date is incomplete.");
      }
      const month = Number(digits.slice(0, 2));
      if (month < 1 || month > 12) {
        return problem('invalid_expiry_month', "Your card's expiration month is invalid.");
      }
      const end = new Date(2000 + Number(digits.slice(2, 4)), month);
      if (end > new Date()) return null;
      return problem('invalid_expiry_year_past', "Your card's expiration year is in the past.");
    },
    'card-cvc': (text, form) => {
      const wanted = isAmex(digitsOf(form.get('card-number').value)) ? 4 : 3;
      if (text.length >= wanted) return null;
      return problem('incomplete_cvc', "Your card's security code is incomplete.");
    },
  };

  /** The style is a file, since a strict content security policy lets no style stand inline. */
  function loadStyle() {
    const href = new URL('js.stripe.com/v3/stripe.css', root).href;
    if (document.querySelector(`link[href="${href}"]`)) return;
    document.head.append(element('link', { rel: 'stylesheet', href }));
  }

  /** `{a: {b: 1}}` as `a[b]=1`. */
  function flatten(value, name, form) {
    if (value === null || value === undefined) return;
    if (typeof value !== 'object') {
      form.set(name, String(value));
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      flatten(inner, name === '' ? key : `${name}[${key}]`, form);
    }
  }

  class Emitter {
    #handlers = new Map();

    on(event, handler) {
      this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
      return this;
    }

    off(event, handler) {
      const left = (this.#handlers.get(event) ?? []).filter((one) => handler && one !== handler);
      this.#handlers.set(event, left);
      return this;
    }

    once(event, handler) {
      const first = (payload) => {
        this.off(event, first);
        handler(payload);
      };
      return this.on(event, first);
    }

    emit(event, payload) {
      for (const handler of this.#handlers.get(event) ?? []) handler(payload);
    }
  }

  /** The Payment Element with its one payment method, a card. */
  class PaymentElement extends Emitter {
    #inputs = new Map();
    #errors = new Map();
    #node;
    #options;

    constructor(options, appearance) {
      super();
      this.#options = options;
      this.#node = this.#build(appearance);
    }

    mount(target) {
      const place = typeof target === 'string' ? document.querySelector(target) : target;
      if (!place)
        throw new Error(`IntegrationError: the selector ${target} applies to no element.`);
      loadStyle();
      place.replaceChildren(this.#node);
      queueMicrotask(() => this.emit('ready', { elementType: 'payment' }));
    }

    unmount() {
      this.#node.remove();
    }

    destroy() {
      this.unmount();
      this.emit('destroy', {});
    }

    update(options) {
      this.#options = { ...this.#options, ...options };
    }

    focus() {
      this.#inputs.get('card-number').focus();
    }

    blur() {
      for (const input of this.#inputs.values()) input.blur();
    }

    clear() {
      for (const input of this.#inputs.values()) input.value = '';
      for (const { id } of FIELDS) this.#show(id, null);
      this.#changed();
    }

    /** Shows every problem beside its field; the first one is the answer. */
    validate() {
      let first = null;
      for (const { id } of FIELDS) {
        const found = this.#check(id);
        this.#show(id, found);
        if (found && !first) {
          first = found;
          this.#inputs.get(id).focus();
        }
      }
      return first;
    }

    /** Shows a problem the bank or Stripe found, beside the field it is about. */
    showError(error) {
      const fields = { number: 'card-number', exp_month: 'card-expiry', exp_year: 'card-expiry' };
      const id = { ...fields, cvc: 'card-cvc' }[error.param];
      if (id) this.#show(id, error);
    }

    lock(locked) {
      for (const input of this.#inputs.values()) input.readOnly = locked;
    }

    /** The card, as `payment_method_data` of a confirmation. */
    read() {
      const expiry = digitsOf(this.#inputs.get('card-expiry').value);
      return {
        type: 'card',
        card: {
          number: digitsOf(this.#inputs.get('card-number').value),
          exp_month: Number(expiry.slice(0, 2)),
          exp_year: 2000 + Number(expiry.slice(2, 4)),
          cvc: this.#inputs.get('card-cvc').value,
        },
        billing_details: { ...this.#options.defaultValues?.billingDetails },
      };
    }

    #build(appearance) {
      const hint = element('details', { class: 'sandbox-hint' });
      const cards = TEST_CARDS.map(([number, does]) =>
        element('li', {}, element('code', {}, number), ` ${does}`),
      );
      hint.append(
        element('summary', {}, 'Test mode: no real card is charged'),
        element('p', {}, 'Any future date and any code will do.'),
        element('ul', {}, ...cards),
      );
      const fields = FIELDS.map((field) => this.#field(field));
      const properties = { class: 'sandbox-card', role: 'group', 'aria-label': 'Card details' };
      const node = element('div', properties, ...fields, hint);
      this.#dress(node, appearance);
      return node;
    }

    #dress(node, appearance) {
      for (const [name, value] of Object.entries(appearance?.variables ?? {})) {
        const kebab = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        node.style.setProperty(`--card-${kebab}`, value);
      }
    }

    /** Takes over another look: the page turned from light to dark, say. */
    restyle(appearance) {
      this.#dress(this.#node, appearance);
    }

    #field({ id, label, autocomplete, hint }) {
      const input = element('input', {
        id,
        autocomplete,
        type: 'text',
        inputmode: 'numeric',
        placeholder: hint,
        spellcheck: 'false',
        'aria-required': 'true',
        'aria-describedby': `${id}-error`,
      });
      const error = element('p', { id: `${id}-error`, class: 'sandbox-error', role: 'alert' });
      this.#inputs.set(id, input);
      this.#errors.set(id, error);
      input.addEventListener('input', () => this.#typed(id, input));
      // Only on the way to another field: an error that appears as the shop's button is pressed
      // would move the button from under the pointer.
      input.addEventListener('blur', (event) => {
        const stays = this.#node.contains(event.relatedTarget);
        if (stays && input.value !== '') this.#show(id, this.#check(id));
      });
      const caption = element('label', { for: id }, label);
      return element('div', { class: `sandbox-field sandbox-${id}` }, caption, input, error);
    }

    /** Formats what was typed; the caret is left alone unless it stands at the end. */
    #typed(id, input) {
      const atEnd = input.selectionStart === input.value.length;
      if (atEnd) input.value = FORMAT[id](input.value);
      if (this.#errors.get(id).textContent !== '') this.#show(id, this.#check(id));
      this.#changed();
    }

    #check(id) {
      return CHECK[id](this.#inputs.get(id).value, this.#inputs);
    }

    #show(id, error) {
      this.#errors.get(id).textContent = error ? error.message : '';
      const input = this.#inputs.get(id);
      if (error) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }

    #changed() {
      const values = [...this.#inputs.values()].map((input) => input.value);
      this.emit('change', {
        elementType: 'payment',
        empty: values.every((value) => value === ''),
        complete: FIELDS.every(({ id }) => this.#check(id) === null),
        collapsed: false,
        value: { type: 'card' },
      });
    }
  }

  class Elements {
    #options;
    #payment = null;

    constructor(options) {
      this.#options = options;
    }

    get clientSecret() {
      return this.#options.clientSecret;
    }

    create(type, options = {}) {
      if (type !== 'payment') throw new Error(`IntegrationError: no element of type ${type} here.`);
      this.#payment = new PaymentElement(options, this.#options.appearance);
      return this.#payment;
    }

    getElement(type) {
      return type === 'payment' ? this.#payment : null;
    }

    update(options) {
      this.#options = { ...this.#options, ...options };
      this.#payment?.restyle(this.#options.appearance);
    }

    async fetchUpdates() {
      return {};
    }

    async submit() {
      const error = this.#payment?.validate() ?? null;
      return error ? { error } : { selectedPaymentMethod: 'card' };
    }
  }

  window.sandboxStripe = { Elements, element, flatten, loadStyle, root };
})();

/** Puts the provider's card form into the page and confirms the payment with it. */
const form = document.querySelector('#payment');
const button = form.querySelector('button');
const problem = form.querySelector('[data-problem]');
const words = form.dataset;
const label = button.textContent;

function tell(text) {
  problem.textContent = text;
  problem.hidden = text === '';
}

/** The page's own colours and font, for a form that is drawn by someone else. */
function appearance() {
  const page = getComputedStyle(document.body);
  const paint = getComputedStyle(button);
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  return {
    theme: dark ? 'night' : 'stripe',
    variables: {
      colorPrimary: paint.backgroundColor,
      colorText: page.color,
      colorBackground: getComputedStyle(form).backgroundColor,
      fontFamily: page.fontFamily,
      borderRadius: '10px',
    },
  };
}

function ready() {
  button.hidden = false;
  const stripe = window.Stripe(words.key);
  const elements = stripe.elements({ clientSecret: words.secret, appearance: appearance() });
  elements.create('payment').mount('#payment-element');
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    elements.update({ appearance: appearance() });
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void pay(stripe, elements);
  });
}

async function pay(stripe, elements) {
  if (button.disabled) return;
  button.disabled = true;
  button.textContent = words.busy;
  tell('');
  const confirmParams = { return_url: new URL(words.return, location.href).href };
  try {
    const { error } = await stripe.confirmPayment({
      elements,
      confirmParams,
      redirect: 'if_required',
    });
    if (!error) return location.assign(words.return);
    // Ended meanwhile: the order's page knows how.
    if (error.code === 'payment_intent_unexpected_state') return location.assign(words.return);
    const unproven = error.code === 'payment_intent_authentication_failure';
    tell((unproven ? words.unproven : error.message) ?? words.failed);
  } catch {
    tell(words.failed);
  }
  button.disabled = false;
  button.textContent = label;
}

/** Counts down to when the pieces go back on sale. */
function countDown(place) {
  const end = Date.parse(place.dataset.left);
  const tick = () => {
    const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
    const rest = String(seconds % 60).padStart(2, '0');
    place.textContent = `${place.dataset.words}: ${Math.floor(seconds / 60)}:${rest}`;
    if (seconds === 0) return location.assign(words.return);
    setTimeout(tick, 1000);
  };
  tick();
}

form.hidden = false;
if (window.Stripe) ready();
else tell(words.unavailable);
countDown(document.querySelector('[data-left]'));

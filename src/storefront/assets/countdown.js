/** Counts down what `data-countdown` names, by the server's clock where the page tells it. */
const LENGTHS = { days: 86400, hours: 3600, minutes: 60, seconds: 1 };
const told = document.querySelector('[data-now]');
const ahead = told ? Date.parse(told.dataset.now) - Date.now() : 0;

function countDown(element) {
  const until = Date.parse(element.dataset.countdown);
  let left = Math.max(0, Math.ceil((until - Date.now() - ahead) / 1000));
  if (left === 0 && !element.dataset.over) {
    element.dataset.over = 'true';
    dispatchEvent(new Event('countdown:over'));
  }
  for (const part of element.querySelectorAll('[data-unit]')) {
    const length = LENGTHS[part.dataset.unit];
    part.textContent = String(Math.floor(left / length)).padStart(2, '0');
    left %= length;
  }
}

function tick() {
  for (const element of document.querySelectorAll('[data-countdown]')) countDown(element);
  setTimeout(tick, 1000 - (Date.now() % 1000));
}

tick();

/**
 * A stand-in for Turnstile's api.js with implicit rendering: every `.cf-turnstile` of the page gets
 * a status line and, once its challenge is passed, the field `cf-turnstile-response` in its form.
 */
(() => {
  'use strict';

  const CHALLENGE = new URL('sandbox/challenge', document.currentScript.src);

  function say(box, words) {
    box.querySelector('[role=status]').textContent = words;
  }

  async function solve(box, pressed) {
    const { sitekey, action = '' } = box.dataset;
    const answer = await fetch(CHALLENGE, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sitekey, action, pressed }),
    });
    if (!answer.ok) return say(box, 'The captcha failed.');
    const { outcome, token } = await answer.json();
    if (outcome === 'blocked') return say(box, 'You seem to be a program.');
    if (outcome === 'press') return askToPress(box);
    box.querySelector('input').value = token;
    box.querySelector('button')?.remove();
    say(box, 'You are a person.');
  }

  function askToPress(box) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'I am a person';
    button.addEventListener('click', () => void solve(box, true));
    box.append(button);
    say(box, 'One press, please.');
  }

  function render(box) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = 'cf-turnstile-response';
    const status = document.createElement('p');
    status.setAttribute('role', 'status');
    box.append(field, status);
    say(box, 'Verifying …');
    void solve(box, false);
  }

  for (const box of document.querySelectorAll('.cf-turnstile')) render(box);
})();

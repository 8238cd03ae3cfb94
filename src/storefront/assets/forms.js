/** Sends a form whose field changed, so that its button is not needed. */
document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-auto]');
  if (form?.reportValidity()) form.requestSubmit();
});

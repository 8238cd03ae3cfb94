/** The page of a 3-D Secure challenge by redirect: two buttons, and then back to the shop. */
import type { ApiRequest, StripeApi } from './api.ts';

/** Answers a GET with the page, a POST of its form by telling the API and going back. */
export async function challengePage(api: StripeApi, request: ApiRequest): Promise<Response> {
  const id = request.url.pathname.split('/').at(-1) ?? '';
  const secret = request.url.searchParams.get('client_secret') ?? '';
  if (request.method !== 'POST') return html(PAGE);
  const url = new URL(`https://api.stripe.com/v1/payment_intents/${id}`);
  url.searchParams.set('client_secret', secret);
  const headers = new Headers({ authorization: 'Bearer pk_test_challenge' });
  const seen = await api.respond({ method: 'GET', url, headers, body: '' });
  const back = returnUrl(seen.body);
  if (back === null) return html('<!doctype html><title>Gone</title><p>Nothing to answer.', 404);
  const outcome = new URLSearchParams(request.body).get('outcome') ?? 'fail';
  const body = new URLSearchParams({ payment_intent: id, client_secret: secret, outcome });
  await api.respond({
    method: 'POST',
    url: new URL('https://api.stripe.com/v1/3ds2/challenge_complete'),
    headers,
    body: body.toString(),
  });
  const target = new URL(back);
  target.searchParams.set('payment_intent', id);
  target.searchParams.set('payment_intent_client_secret', secret);
  target.searchParams.set('redirect_status', outcome === 'complete' ? 'succeeded' : 'failed');
  return new Response(null, { status: 303, headers: { location: target.href } });
}

/** The way back to the shop that the payment was confirmed with. */
function returnUrl(body: string): string | null {
  const intent: { next_action?: { redirect_to_url?: { return_url?: string } } | null } =
    JSON.parse(body);
  return intent.next_action?.redirect_to_url?.return_url ?? null;
}

function html(page: string, status = 200): Response {
  return new Response(page, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>3-D Secure test page</title>
<link rel="stylesheet" href="/sandbox/sandbox.css">
<main class="narrow">
<h1>3-D Secure 2 test page</h1>
<p>Your bank would ask you here to confirm the payment. Nothing is charged.</p>
<form method="post">
<button id="challenge-complete" name="outcome" value="complete">Complete</button>
<button id="challenge-fail" class="quiet" name="outcome" value="fail">Fail</button>
</form>
</main>
</html>`;

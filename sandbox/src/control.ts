/** The control API: faults by host, the Stripe account's levers, and a clean slate. */
import type { Env } from './env.ts';
import { fault, type Fault, type NumberedFault } from './faults.ts';
import { z } from 'zod';

/** Answers `/sandbox/control/…`; `path` is what follows `/sandbox/control`. */
export async function control(env: Env, request: Request, path: string): Promise<Response> {
  try {
    return await answer(env, request, path);
  } catch (error) {
    if (error instanceof z.ZodError) return invalid(z.prettifyError(error));
    if (error instanceof SyntaxError) return invalid(error.message);
    throw error;
  }
}

async function answer(env: Env, request: Request, path: string): Promise<Response> {
  const { method } = request;
  if (path === '/faults') return faults(env, request);
  if (path === '/reset' && method === 'POST') {
    const others = [postbox(env), challenges(env), identities(env), zones(env)];
    await Promise.all(others.map((one) => one.reset()));
    return account(env).fetch('https://control/stripe/reset', { method: 'POST' });
  }
  if (path.startsWith('/stripe/')) {
    const init = method === 'GET' ? { method } : { method, body: await request.text() };
    return account(env).fetch(`https://control${path}`, init);
  }
  return Response.json({ title: 'Not found', status: 404 }, { status: 404 });
}

async function faults(env: Env, request: Request): Promise<Response> {
  const keepers = [account(env), postbox(env), challenges(env), identities(env), zones(env)];
  switch (request.method) {
    case 'GET': {
      const all: NumberedFault[][] = await Promise.all(keepers.map((one) => one.listFaults()));
      return Response.json({ faults: all.flat() });
    }
    case 'POST': {
      const rule = fault.parse(await request.json());
      const added = await keeperOf(env, rule.host).addFault(rule);
      return Response.json(added, { status: 201 });
    }
    case 'DELETE':
      await Promise.all(keepers.map((one) => one.clearFaults()));
      return Response.json({ faults: [] });
    default:
      return Response.json({ title: 'Method not allowed', status: 405 }, { status: 405 });
  }
}

/** The one Stripe account. */
export function account(env: Env): ReturnType<Env['STRIPE']['getByName']> {
  return env.STRIPE.getByName('account');
}

/** The one postbox. */
export function postbox(env: Env): ReturnType<Env['POSTBOX']['getByName']> {
  return env.POSTBOX.getByName('postbox');
}

/** Turnstile's one account. */
export function challenges(env: Env): ReturnType<Env['CHALLENGES']['getByName']> {
  return env.CHALLENGES.getByName('challenges');
}

/** All providers of identities. */
export function identities(env: Env): ReturnType<Env['IDENTITIES']['getByName']> {
  return env.IDENTITIES.getByName('identities');
}

/** All zones. */
export function zones(env: Env): ReturnType<Env['ZONES']['getByName']> {
  return env.ZONES.getByName('zones');
}

/** The object that a host's faults strike. */
function keeperOf(env: Env, host: Fault['host']) {
  switch (host) {
    case 'api.sendgrid.com':
    case 'api.twilio.com':
      return postbox(env);
    case 'challenges.cloudflare.com':
      return challenges(env);
    case 'api.cloudflare.com':
      return zones(env);
    case 'accounts.google.com':
    case 'appleid.apple.com':
    case 'github.com':
    case 'api.github.com':
    case 'id.sandbox.example':
      return identities(env);
    case 'api.stripe.com':
    case 'js.stripe.com':
    case 'hooks.stripe.com':
    case 'webhooks':
      return account(env);
  }
}

function invalid(detail: string): Response {
  return Response.json({ title: 'Invalid input', status: 400, detail }, { status: 400 });
}

/** Serves js.stripe.com: the script and, beside it, its style. */
import { linger, type Reply, type RequestFault } from '../faults.ts';
import client from './client.browser.js';
import style from './stripe.css';
import form from './v3.browser.js';

/** The answer to a path, unless a rule makes the host fail. */
export async function serveScript(path: string, rule: RequestFault | null): Promise<Reply> {
  if (rule?.kind === 'slow') await linger(rule);
  if (rule?.kind === 'rate_limit') return file(429, 'text/plain', 'Too many requests');
  if (rule?.kind === 'fail') return file(rule.status, 'text/plain', 'Failed');
  if (/^\/v3\/?$/.test(path)) return file(200, 'text/javascript', `${form}\n${client}`);
  if (path === '/v3/stripe.css') return file(200, 'text/css', style);
  return file(404, 'text/plain', 'Not found');
}

function file(status: number, type: string, body: string): Reply {
  const headers = { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' };
  return { status, body, headers };
}

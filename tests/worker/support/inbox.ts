/** The sandbox's inbox as tests read it, and the faults they set. */
import { env } from 'cloudflare:workers';
import { required } from '../../../src/kernel/assert.ts';

export type InboxMail = {
  kind: 'mail';
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  custom_args: Record<string, string>;
};
export type InboxText = { kind: 'sms'; to: string; body: string };

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const outside = required(env.OUTSIDE, 'the sandbox is bound');
  const response = await outside.fetch(`http://localhost${path}`, init);
  return response.json<T>();
}

/** Mails to an address, oldest first. */
export async function mailsTo(address: string): Promise<InboxMail[]> {
  const query = new URLSearchParams({ kind: 'mail', to: address });
  return (
    await ask<{ items: InboxMail[] }>(`/sandbox/inbox.json?${query.toString()}`)
  ).items.toReversed();
}

/** Text messages to a number, oldest first. */
export async function textsTo(number: string): Promise<InboxText[]> {
  const query = new URLSearchParams({ kind: 'sms', to: number });
  return (
    await ask<{ items: InboxText[] }>(`/sandbox/inbox.json?${query.toString()}`)
  ).items.toReversed();
}

/** Makes a provider misbehave for requests that hold a text. */
export async function addFault(fault: Record<string, unknown>): Promise<void> {
  const body = JSON.stringify(fault);
  await ask('/sandbox/control/faults', { method: 'POST', body });
}

/** The rules that are left, with how often each may still strike. */
export const faults = async (): Promise<{ times: number }[]> =>
  (await ask<{ faults: { times: number }[] }>('/sandbox/control/faults')).faults;

/** Ends all misbehaviour. */
export async function clearFaults(): Promise<void> {
  await ask('/sandbox/control/faults', { method: 'DELETE' });
}

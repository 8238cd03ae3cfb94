/** `wrangler dev` lets crons fire by request only: we are its clock. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../install.mjs';

const MINUTE_MS = 60_000;

/** The crons of wrangler.toml, which the development shop shares with the deployed one. */
export function cronsIn(text) {
  const [, list = ''] = /^\[triggers\]\ncrons = \[(.*)\]$/m.exec(text) ?? [];
  return [...list.matchAll(/"([^"]+)"/g)].map(([, cron]) => cron);
}

/** Where each of the crons is fired; without its name no handler knows which it is. */
export function cronAddresses(origin) {
  const crons = cronsIn(readFileSync(join(root, 'wrangler.toml'), 'utf8'));
  return crons.map((cron) => {
    const address = new URL('/cdn-cgi/local/scheduled', origin);
    address.searchParams.set('cron', cron);
    return address.href;
  });
}

/** Fires them each minute, for there is none that is not each minute's. Says when one fails. */
export function keepTime(origin, say) {
  const fire = async (address) => {
    const { ok, status } = await fetch(address);
    if (!ok) say(`A cron failed with status ${status}: ${address}`);
  };
  setInterval(() => {
    // A shop that is stopping, or out of breath, has its crons a minute later.
    for (const address of cronAddresses(origin)) fire(address).catch(() => undefined);
  }, MINUTE_MS).unref();
}

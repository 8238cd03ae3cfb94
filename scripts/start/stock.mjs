/**
 * Fills an empty shop with the demo: pictures, coupons, products with stock and a drop, all through
 * the admin API as a merchant would. A note in the state's folder tells when it was cut short;
 * since every step can be done twice, it is then done from the start.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { COUPONS, demoArt, demoRows, dropsFrom } from '../demo/index.mjs';
import { progressOn } from '../progress.mjs';

/** Rows of one import request: small, so that the bar moves. */
const IMPORT_ROWS = 6;
/** Requests under way at once: as many as one machine answers without a queue. */
const CONCURRENCY = 6;
const CONFLICT = 409;
const MAX_TRIES = 5;
const RETRY_MS = 500;

/** Sends one request; null when the server failed or the connection broke. */
async function attempt(url, init) {
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    return response.status < 500 ? { status: response.status, text } : null;
  } catch {
    return null;
  }
}

/** Sends until it is answered: wrangler drops what is under way when it reloads a changed file. */
async function post(origin, adminKey, path, contentType, body) {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': contentType };
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const answer = await attempt(`${origin}${path}`, { method: 'POST', headers, body });
    if (answer !== null) {
      if (answer.status < 300 || answer.status === CONFLICT) return answer.text;
      throw new Error(`Stocking failed: POST ${path} answered ${answer.status}\n${answer.text}`);
    }
    await sleep(tries * RETRY_MS);
  }
  throw new Error(`Stocking failed: POST ${path} was not answered ${MAX_TRIES} times.`);
}

async function importRows(call, rows) {
  const body = rows.map((row) => JSON.stringify(row)).join('\n');
  const report = JSON.parse(await call('/api/admin/import', 'application/x-ndjson', body));
  const [error] = report.errors ?? [];
  if (error !== undefined) {
    throw new Error(`Stocking failed: product ${error.id}: ${error.pointer} ${error.detail}`);
  }
}

const batchesOf = (rows) =>
  Array.from({ length: Math.ceil(rows.length / IMPORT_ROWS) }, (_, index) =>
    rows.slice(index * IMPORT_ROWS, (index + 1) * IMPORT_ROWS),
  );

/** Every step in order of need: pictures before the products that show them. */
function phases(call) {
  const artCall = ({ key, body, contentType }) =>
    call(`/api/admin/media?key=${encodeURIComponent(key)}`, contentType, body);
  const dropCall = (drop) => call('/api/admin/sales', 'application/json', JSON.stringify(drop));
  const couponCall = (coupon) =>
    call('/api/admin/coupons', 'application/json', JSON.stringify(coupon));
  return [
    demoArt().map((art) => () => artCall(art)),
    COUPONS.map((coupon) => () => couponCall(coupon)),
    batchesOf(demoRows()).map((rows) => () => importRows(call, rows)),
    dropsFrom(Date.now()).map((drop) => () => dropCall(drop)),
  ];
}

/** Runs `steps`, a few at a time; the first failure ends it. */
async function runAll(steps, onDone) {
  const waiting = [...steps];
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      await step();
      onDone();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

async function isEmpty(origin) {
  const response = await fetch(`${origin}/api/products?limit=1`);
  const { items } = await response.json();
  return items.length === 0;
}

/** Stocks the shop where it is empty or was left half stocked. */
export async function stockIfEmpty({ origin, adminKey, stateFolder, stream }) {
  const note = join(stateFolder, 'stocking');
  if (!existsSync(note) && !(await isEmpty(origin))) return;
  writeFileSync(note, 'The demo shop is being stocked.\n');
  const call = (path, contentType, body) => post(origin, adminKey, path, contentType, body);
  const steps = phases(call);
  const total = steps.flat().length;
  let done = 0;
  stream.write('Stocking the shop with pictures, coupons and products …\n');
  const progress = progressOn(stream, 'requests');
  for (const phase of steps) {
    await runAll(phase, () => {
      done += 1;
      progress.show(done / total, done, done === total);
    });
  }
  rmSync(note);
}

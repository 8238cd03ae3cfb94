/** Spoils a request: its sender, path, query, headers or body. */
import type { Stream } from '../simulator/engine/random.ts';
import type { Operation } from './document.ts';
import type { Ask } from './recipes.ts';
import { brokenBody, ODD_TEXTS, spoilt } from './values.ts';
import { EVERYBODY } from './world.ts';
import type { World } from './world.ts';

const one = (random: Stream, texts: readonly string[]): string =>
  texts[random.between(0, texts.length - 1)] ?? '';

/** Ids of things that are somebody else's, or another kind's. */
const foreignIds = ({ foreign, other, sellers, open, sku, sale, bought }: World): string[] => [
  ...[foreign.order.id, open.order.id, bought.order.id, other.session.account.id, other.address],
  ...[sellers.id, sellers.slug, sku, sale, 'sh_1', '1', 'f'.repeat(32)],
];

const oddText = (random: Stream, world: World): string =>
  random.chance(0.5) ? one(random, foreignIds(world)) : one(random, ODD_TEXTS);

function ofPath(ask: Ask, world: World, random: Stream): Ask {
  const names = Object.keys(ask.params ?? {});
  if (names.length === 0) return ofQuery(ask, world, random);
  // An empty or dotted part would be another path.
  const text = oddText(random, world);
  return { ...ask, params: { ...ask.params, [one(random, names)]: text === '' ? '~' : text } };
}

function ofQuery(ask: Ask, world: World, random: Stream): Ask {
  const names = [...Object.keys(ask.query ?? {}), 'limit', 'cursor', 'q', 'market', 'odd', 'token'];
  return { ...ask, query: { ...ask.query, [one(random, names)]: oddText(random, world) } };
}

function ofHeaders(ask: Ask, random: Stream): Ask {
  const header = random.pick([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'idempotency-key': '' },
    { 'idempotency-key': 'k'.repeat(300) },
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
    { authorization: 'Basic b3duZXI6b3duZXI=' },
    { cookie: 'session=%ff; cart=x.y; refresh=a.b.c' },
    { 'cart-token': 'forged.k1.AAAAAAAAAAAAAAAA' },
    { 'order-token': 'k1.AAAAAAAAAAAAAAAA' },
    { 'if-none-match': '"x"' },
    { 'captcha-token': 'x'.repeat(3_000) },
    { 'x-filler': 'x'.repeat(9_000) },
  ]);
  return { ...ask, headers: { ...ask.headers, ...header } };
}

function ofBody(ask: Ask, random: Stream): Ask {
  const { body } = ask;
  if (body === undefined || body instanceof Uint8Array) return ofHeaders(ask, random);
  if (typeof body === 'string' || random.chance(0.15)) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { 'content-type': 'application/json', ...ask.headers };
    return { ...ask, headers, body: brokenBody(text, random) };
  }
  return { ...ask, body: spoilt(body, random) };
}

/** The same from somebody else: their own headers in place of the sender's. */
function ofSender(ask: Ask, world: World, random: Stream): Ask {
  const rest = Object.entries(ask.headers ?? {}).filter(
    ([name]) => !['authorization', 'cart-token', 'order-token', 'cookie'].includes(name),
  );
  const who = random.pick(EVERYBODY);
  return { ...ask, headers: { ...Object.fromEntries(rest), ...world.headersOf(who) } };
}

/** Whoever sends these would have no session, or no account, afterwards. */
const ENDS_SESSIONS = /logout|\/api\/me|sessions|DELETE .*\/api\/me/;

/** The request with something wrong with it, or from somebody else. */
export function changed(operation: Operation, ask: Ask, world: World, random: Stream): Ask {
  const draw = random.next();
  if (draw < 0.15) {
    const ends = ENDS_SESSIONS.test(operation.name);
    return ends ? { ...ask, headers: {} } : ofSender(ask, world, random);
  }
  if (draw < 0.3) return ofPath(ask, world, random);
  if (draw < 0.45) return ofQuery(ask, world, random);
  return draw < 0.6 ? ofHeaders(ask, random) : ofBody(ask, random);
}

/** From a page to an answer: private ones are drawn each time, public ones from their copies. */
import type { Context } from 'hono';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { LISTS } from '../catalog/cache-tags.ts';
import { Memory, Unavailable } from '../catalog/copies.ts';
import type { Answer, Copy } from '../catalog/copies.ts';
import type { CategoryNode } from '../catalog/categories.ts';
import type { AppEnv } from '../http/app-env.ts';
import { publicAnswer } from '../http/public.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import { sha256 } from '../platform/crypto.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { english } from './locale.ts';
import type { Shop } from './shop.ts';

/** What JSX makes of a page. */
export type Drawing = HtmlEscapedString | Promise<HtmlEscapedString>;

const HTML = 'text/html; charset=utf-8';

/**
 * Pages this isolate drew. Their key holds the ETags of the documents they were drawn from, so a
 * page is never older than those; it ends by being pushed out.
 */
const pages = new Memory({
  ...{ maxEntries: 500, maxLength: 10_000_000 },
  ...{ freshMs: 10 * MINUTE_MS, staleMs: 0 },
});

/** The scheme and host of a request's address. */
const originOf = (url: string): string => {
  const end = url.indexOf('/', url.indexOf('://') + 3);
  return end < 0 ? url : url.slice(0, end);
};

/** Parses a copy's text once for as long as the copy is held. */
export function reader<T>(parse: (text: string) => T): (copy: Copy) => T {
  const known = new WeakMap<Copy, T>();
  return (copy) => {
    const before = known.get(copy);
    if (before !== undefined) return before;
    const value = parse(copy.text ?? 'null');
    known.set(copy, value);
    return value;
  };
}

export const readCategories = reader((text): readonly CategoryNode[] => JSON.parse(text));

/** What a page can do without, as `text`, where neither a copy nor the database has it. */
export async function elseText(answering: Promise<Answer>, text: string): Promise<Answer> {
  try {
    return await answering;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return { copy: { text, etag: '', version: 0 }, tier: 'stale' };
  }
}

/** The shop as this request's page shows it. */
export const shopWith = (c: Context<AppEnv>, categories: readonly CategoryNode[]): Shop => ({
  name: c.get('services').config.shopName,
  origin: originOf(c.req.url),
  market: DEFAULT_MARKET,
  locale: english,
  categories,
});

/** The category tree; an empty one where the catalogue cannot be read. */
export const categoriesOrNone = (c: Context<AppEnv>): Promise<Answer> =>
  elseText(c.get('services').search.answers.categories(DEFAULT_MARKET), '[]');

/** The shop with its categories; without them where the catalogue cannot be read. */
export const shopOf = async (c: Context<AppEnv>): Promise<Shop> =>
  shopWith(c, readCategories((await categoriesOrNone(c)).copy));

const draw = async (page: Drawing): Promise<string> => `<!doctype html>${(await page).toString()}`;

/** A page for one shopper, which no cache keeps. */
export async function privatePage(
  c: Context<AppEnv>,
  page: Drawing,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  return c.body(await draw(page), status, { 'content-type': HTML });
}

/** A page for everyone, drawn from `sources`, which name its age; `categories` is one of them. */
export type PublicPage = {
  /** What of the address the page depends on, in its normal form. */
  readonly key: string;
  readonly categories: Answer;
  readonly sources: readonly Answer[];
  /** What a cache may be told to drop it by; of a list where it is left out. */
  readonly tags?: string;
  readonly draw: (shop: Shop) => Drawing;
};

const TIERS = ['memory', 'edge', 'kv', 'd1', 'stale'] as const;

/** The slowest tier that a page's documents came from. */
const slowest = (answers: readonly Answer[]): string =>
  TIERS[Math.max(...answers.map((answer) => TIERS.indexOf(answer.tier)))] ?? 'd1';

/** Sends a public page, drawn at most once from the same documents. */
export async function publicPage(c: Context<AppEnv>, page: PublicPage): Promise<Response> {
  const answers = [page.categories, ...page.sources];
  const etags = answers.map((answer) => answer.copy.etag).join();
  const key = `${originOf(c.req.url)}${page.key} ${etags}`;
  const now = Date.now();
  const held = pages.fresh(key, now) ?? pages.put(key, await drawn(c, page), now);
  const { text, etag } = held;
  const [tier, tags] = [slowest(answers), page.tags ?? LISTS];
  return publicAnswer(c, { text: text ?? '', etag, contentType: HTML, tier, tags });
}

async function drawn(c: Context<AppEnv>, page: PublicPage): Promise<Copy> {
  const shop = shopWith(c, readCategories(page.categories.copy));
  const text = await draw(page.draw(shop));
  return { text, etag: `"${sha256(text).slice(0, 32)}"`, version: 0 };
}

/**
 * Texts kept outside the isolate: in KV, worldwide and for good, and in the Cache API of this data
 * centre, for a while. Each is one port of `read` and `write`; neither knows what the texts say.
 */
import { KV_MS } from '../kernel/freshness.ts';
import { SECOND_MS } from '../kernel/time.ts';

export type StoredText = {
  /** Null where it was told that there is nothing under this name. */
  readonly text: string | null;
  readonly etag: string;
  readonly version: number;
};

export type KvTexts = {
  /** Null where nothing is kept that this release can read; `newer` for what a later one wrote. */
  read(key: string): Promise<StoredText | 'newer' | null>;
  /** @param keepSeconds how long to keep it, at least 60; for good when left out */
  write(key: string, stored: StoredText, keepSeconds?: number): Promise<void>;
};

type Metadata = {
  readonly etag: string;
  readonly version: number;
  readonly gone: boolean;
  /** Missing in texts from before shapes had numbers. */
  readonly shape?: number;
};

/**
 * Texts in a KV namespace; ETag, version and shape are metadata, so that a read parses nothing.
 * The shape stands beside the text and not in its key: two releases that take turns, as in a
 * roll-out or one taken back, write one text and so never find an outdated one of their own.
 * @param shape of the texts this release writes and reads; it only grows
 */
export function kvTexts(namespace: KVNamespace, shape: number): KvTexts {
  return {
    async read(key) {
      const { value, metadata } = await namespace.getWithMetadata<Metadata>(key, {
        type: 'text',
        cacheTtl: KV_MS / SECOND_MS,
      });
      if (value === null || metadata === null) return null;
      const { etag, version, gone, shape: stored = 0 } = metadata;
      if (stored !== shape) return stored > shape ? 'newer' : null;
      return { text: gone ? null : value, etag, version };
    },
    async write(key, { text, etag, version }, keepSeconds) {
      const metadata: Metadata = { etag, version, gone: text === null, shape };
      const keep = keepSeconds === undefined ? {} : { expirationTtl: keepSeconds };
      await namespace.put(key, text ?? '', { metadata, ...keep });
    },
  };
}

export type EdgeTexts = {
  read(key: string): Promise<StoredText | null>;
  write(key: string, stored: StoredText, keepSeconds: number): Promise<void>;
};

const VERSION = 'x-version';

/** Keys become addresses that no client can ask for. */
const addressOf = (key: string): string =>
  `https://copies.edgewise.invalid/?${encodeURIComponent(key)}`;

/** Texts in the Cache API of this data centre, looked up at each call. */
export function edgeTexts(cache: () => Pick<Cache, 'match' | 'put'>): EdgeTexts {
  return {
    async read(key) {
      const response = await cache().match(addressOf(key));
      if (response === undefined) return null;
      return {
        text: await response.text(),
        etag: response.headers.get('etag') ?? '',
        version: Number(response.headers.get(VERSION)),
      };
    },
    async write(key, { text, etag, version }, keepSeconds) {
      const headers = {
        etag,
        'cache-control': `max-age=${keepSeconds}`,
        [VERSION]: String(version),
      };
      await cache().put(addressOf(key), new Response(text, { headers }));
    },
  };
}

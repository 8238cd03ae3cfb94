/**
 * Password hashes: scrypt in PHC strings, over an HMAC with a key that no database holds (the
 * pepper). `scryptSync` blocks its isolate for some 150 ms, so only a few may wait for it.
 */
import { createHmac, scryptSync, timingSafeEqual } from 'node:crypto';
import { SECOND_MS } from '../kernel/time.ts';
import type { TokenKey, TokenKeys } from './crypto.ts';

/** The least that OWASP's cheat sheet names for scrypt with 16 MiB (N = 2^14, r = 8, p = 5). */
const COST = { ln: 14, r: 8, p: 5 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** 128 · N · r bytes, and as much again for what OpenSSL keeps beside it. */
const MAX_MEMORY = 64 * 1024 * 1024;

/** Waiting at once: the last of them waits some two seconds. */
const MAX_WAITING = 12;
/** A request cut off while it waits never says so: by then its place is free again. */
const FORGOTTEN_MS = 10 * SECOND_MS;

type Parsed = {
  readonly prefix: string;
  readonly cost: { ln: number; r: number; p: number };
  readonly kid: string;
  readonly salt: Buffer;
  readonly hash: Buffer;
};

const PHC =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2}),keyid=([a-z0-9]{1,8})\$([\w+/]+)\$([\w+/]+)$/;

function parsed(phc: string): Parsed | null {
  const [whole, ln = '', r = '', p = '', kid = '', salt = '', hash = ''] = PHC.exec(phc) ?? [];
  if (whole === undefined) return null;
  return {
    prefix: phc.slice(0, phc.lastIndexOf('$')),
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    kid,
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

const b64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

function derive(password: string, key: TokenKey, salt: Buffer, cost: Parsed['cost']): Buffer {
  const peppered = createHmac('sha256', key.secret)
    .update(`password\n${password.normalize('NFKC')}`, 'utf8')
    .digest();
  const { ln, r, p } = cost;
  return scryptSync(peppered, salt, HASH_BYTES, { N: 2 ** ln, r, p, maxmem: MAX_MEMORY });
}

export type Match = {
  /** Which of the hashes it was; null for none. */
  readonly index: number | null;
  /** True where the hash was made at another cost or with an older pepper. */
  readonly outdated: boolean;
};

/** Thrown when too many wait: 503, and to be tried again. */
export class TooBusy extends Error {}

export class Passwords {
  readonly #keys: TokenKeys;
  readonly #clock: () => number;
  #waiting: { readonly since: number }[] = [];

  constructor(keys: TokenKeys, clock: () => number) {
    this.#keys = keys;
    this.#clock = clock;
  }

  /** A PHC string; `owner` salts it, so that an address's hashes can be checked by one run. */
  hash(password: string, owner: string): Promise<string> {
    return this.#inTurn(() => {
      const [key] = this.#keys;
      const salt = this.#saltOf(key, owner);
      const hash = derive(password, key, salt, COST);
      const { ln, r, p } = COST;
      return `$scrypt$ln=${ln},r=${r},p=${p},keyid=${key.kid}$${b64(salt)}$${b64(hash)}`;
    });
  }

  /**
   * Holds a password against the hashes of one owner. It takes as long for none as for many, since
   * hashes of one salt need one run.
   */
  match(password: string, owner: string, hashes: readonly (string | null)[]): Promise<Match> {
    return this.#inTurn(() => {
      const [key] = this.#keys;
      const current = this.#saltOf(key, owner);
      const runs = new Map<string, Buffer>();
      const run = (one: Pick<Parsed, 'prefix' | 'salt' | 'cost'>, by: TokenKey): Buffer => {
        const known = runs.get(one.prefix) ?? derive(password, by, one.salt, one.cost);
        runs.set(one.prefix, known);
        return known;
      };
      let found: Match = { index: null, outdated: false };
      for (const [index, text] of hashes.entries()) {
        const phc = text === null ? null : parsed(text);
        const by = this.#keys.find((candidate) => candidate.kid === phc?.kid);
        if (phc === null || by === undefined) continue;
        if (!timingSafeEqual(run(phc, by), phc.hash)) continue;
        const { ln, r, p } = phc.cost;
        const same = ln === COST.ln && r === COST.r && p === COST.p && by.kid === key.kid;
        found = { index, outdated: !same };
      }
      if (runs.size === 0) derive(password, key, current, COST);
      return found;
    });
  }

  #saltOf(key: TokenKey, owner: string): Buffer {
    const mac = createHmac('sha256', key.secret).update(`salt\n${owner}`, 'utf8').digest();
    return mac.subarray(0, SALT_BYTES);
  }

  /** Does one after the other; requests that come meanwhile are counted before the next begins. */
  async #inTurn<T>(work: () => T): Promise<T> {
    const now = this.#clock();
    this.#waiting = this.#waiting.filter(({ since }) => now - since < FORGOTTEN_MS);
    if (this.#waiting.length >= MAX_WAITING) throw new TooBusy('too many passwords to check');
    const place = { since: now };
    this.#waiting.push(place);
    try {
      await new Promise((resolve) => {
        setTimeout(resolve, 0);
      });
      return work();
    } finally {
      this.#waiting = this.#waiting.filter((waiting) => waiting !== place);
    }
  }
}

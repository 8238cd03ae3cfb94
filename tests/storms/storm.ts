/** What a storm is and what it reports; an audit of the whole shop ends each. */
import type { Vars } from '../../bench/platform.ts';
import { audit } from './audit.ts';
import { failures, percentile } from './crowd.ts';
import type { Answer, StormShop } from './shop.ts';

export type Seen = {
  /** The answers that were counted and timed. */
  readonly answers: readonly Answer<unknown>[];
  readonly sold: number;
  readonly refused: number;
  /** From the storm's first request until its last order was terminal. */
  readonly terminalMs: number;
  /** What should have held and did not, in words. */
  readonly faults: readonly string[];
};

export type Storm = {
  readonly name: string;
  /** What the table says it does, `size` being how much of it. */
  readonly does: (size: number) => string;
  /** Variables that it needs otherwise than `StormShop` sets them. */
  readonly vars?: Vars;
  /** Its size in the full run. */
  readonly full: number;
  readonly run: (shop: StormShop, size: number) => Promise<Seen>;
};

export type Report = {
  readonly name: string;
  readonly does: string;
  readonly requests: number;
  readonly sold: number;
  readonly refused: number;
  /** Answers of 500 and more, and connections that broke off. */
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly terminalMs: number;
  readonly faults: readonly string[];
};

/** Faults shown of a kind that all requests share. */
const SHOWN = 5;

/** Lets a storm loose on a shop, then audits all that the shop holds. */
export async function unleash(storm: Storm, shop: StormShop, size: number): Promise<Report> {
  const { answers, sold, refused, terminalMs, faults } = await storm.run(shop, size);
  const failed = failures(answers);
  const latencies = answers.map(({ ms }) => ms);
  return {
    ...{ name: storm.name, does: storm.does(size), requests: answers.length, sold, refused },
    failed: failed.length,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    terminalMs,
    faults: [
      ...failed
        .slice(0, SHOWN)
        .map(({ status, body }) => `a request came to ${status}: ${JSON.stringify(body)}`),
      ...faults,
      ...(await audit(shop)),
    ],
  };
}

/** The fault that a fact does not hold, or none. */
export const unless = (holds: boolean, says: string): string[] => (holds ? [] : [says]);

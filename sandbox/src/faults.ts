/**
 * Misbehaviour on order: rules by host, method and path that strike a counted number of times.
 * They are rows, so that a rule outlives the eviction of the object that keeps it.
 */
import { z } from 'zod';
import { HOSTS } from './hosts.ts';

/** A hang ends by itself, so that a forgotten rule cannot hold a test for ever. */
const HANG_MS = 30_000;
const LONGEST_HANG_MS = 120_000;

const times = z.int().min(1).max(1_000_000).default(1);
const delay_ms = z.int().min(0).max(LONGEST_HANG_MS).optional();

/** A rule for requests to a provider, as the control API takes it. */
export const requestFault = z.strictObject({
  host: z.enum(HOSTS),
  kind: z.enum(['fail', 'timeout_before', 'timeout_after', 'slow', 'rate_limit']),
  method: z.enum(['GET', 'POST', 'DELETE']).optional(),
  // A path; `*` stands for anything, for example /v1/payment_intents/*/capture.
  path: z.string().min(1).default('*'),
  /** Strikes only if the query or the body has this text in it. */
  contains: z.string().min(1).optional(),
  times,
  /** Lets this many matching requests pass first. */
  skip: z.int().min(0).default(0),
  delay_ms,
  status: z.int().min(400).max(599).default(500),
  type: z.string().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  /** Whether a `fail` takes effect before it answers its error. */
  effect: z.enum(['none', 'done']).default('none'),
});

/** A rule for the webhooks sent to the shop. */
export const webhookFault = z.strictObject({
  host: z.literal('webhooks'),
  kind: z.enum(['duplicate', 'reorder', 'delay', 'drop']),
  /** An event type; `*` stands for anything. */
  event: z.string().min(1).default('*'),
  /** Strikes only if the event has this text in it. */
  contains: z.string().min(1).optional(),
  times,
  skip: z.int().min(0).default(0),
  delay_ms,
  /** How often a duplicated event is sent in all. */
  copies: z.int().min(2).max(100).default(2),
  parallel: z.boolean().default(false),
});

export const fault = z.discriminatedUnion('host', [requestFault, webhookFault]);

export type RequestFault = z.infer<typeof requestFault>;
export type WebhookFault = z.infer<typeof webhookFault>;
export type Fault = z.infer<typeof fault>;
export type NumberedFault = Fault & { readonly id: number };

export interface Target {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** The query and the body, in which `contains` is looked for. */
  readonly text: string;
}

/** The rules of one object. */
export class FaultBook {
  readonly #sql: SqlStorage;
  readonly #rules = new Map<number, Fault>();
  #lastId = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec('CREATE TABLE IF NOT EXISTS fault (id INTEGER PRIMARY KEY, rule TEXT NOT NULL)');
    for (const row of sql.exec<{ id: number; rule: string }>('SELECT id, rule FROM fault')) {
      this.#rules.set(row.id, fault.parse(JSON.parse(row.rule)));
      this.#lastId = Math.max(this.#lastId, row.id);
    }
  }

  add(rule: Fault): NumberedFault {
    const id = this.#lastId + 1;
    this.#lastId = id;
    this.#store(id, rule);
    return { ...rule, id };
  }

  all(): NumberedFault[] {
    return Array.from(this.#rules, ([id, rule]) => ({ ...rule, id }));
  }

  clear(): void {
    this.#rules.clear();
    this.#sql.exec('DELETE FROM fault');
  }

  /** The first rule that strikes this request, counted down; null if none does. */
  strikeRequest(target: Target): RequestFault | null {
    return this.#strike((rule): rule is RequestFault => {
      if (rule.host === 'webhooks' || rule.host !== target.host) return false;
      if (rule.method !== undefined && rule.method !== target.method) return false;
      if (rule.contains !== undefined && !target.text.includes(rule.contains)) return false;
      return matches(rule.path, target.path);
    });
  }

  /** The first rule that strikes this event, counted down; null if none does. */
  strikeEvent(type: string, text: string): WebhookFault | null {
    return this.#strike((rule): rule is WebhookFault => {
      if (rule.host !== 'webhooks') return false;
      if (rule.contains !== undefined && !text.includes(rule.contains)) return false;
      return matches(rule.event, type);
    });
  }

  /** Whether any rule for webhooks is set, so that events need not be written out to be matched. */
  get watchesEvents(): boolean {
    return [...this.#rules.values()].some((rule) => rule.host === 'webhooks');
  }

  #strike<T extends Fault>(applies: (rule: Fault) => rule is T): T | null {
    for (const [id, rule] of this.#rules) {
      if (!applies(rule)) continue;
      if (rule.skip > 0) {
        this.#store(id, { ...rule, skip: rule.skip - 1 });
        continue;
      }
      if (rule.times > 1) this.#store(id, { ...rule, times: rule.times - 1 });
      else this.#remove(id);
      return rule;
    }
    return null;
  }

  #store(id: number, rule: Fault): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO fault (id, rule) VALUES (?, ?)',
      id,
      JSON.stringify(rule),
    );
    this.#rules.set(id, rule);
  }

  #remove(id: number): void {
    this.#sql.exec('DELETE FROM fault WHERE id = ?', id);
    this.#rules.delete(id);
  }
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.?+^$[\](){}|\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}

/** Waits as long as a rule says; a hang that names no time takes half a minute. */
export async function linger(rule: RequestFault): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, rule.delay_ms ?? HANG_MS));
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** Marks an object's answer that the entry must not let through. */
const DROPPED = 'sandbox-dropped';
const DROPPED_REPLY: Reply = { status: 502, body: '', headers: { [DROPPED]: 'yes' } };

/** Loses a request before or after its effect, if that is what the rule says. */
export async function throughTheNetwork(
  rule: RequestFault | null,
  act: () => Promise<Reply>,
): Promise<Reply> {
  if (rule?.kind === 'timeout_before') {
    await linger(rule);
    return DROPPED_REPLY;
  }
  const reply = await act();
  if (rule?.kind !== 'timeout_after') return reply;
  await linger(rule);
  return DROPPED_REPLY;
}

/**
 * Breaks the connection off where an object says so. A throw would do it in a test, but under
 * `wrangler dev` it becomes a well-formed 500; an answer whose body cannot be read never does.
 */
export function orBreakOff(answer: Response): Response {
  if (!answer.headers.has(DROPPED)) return answer;
  const broken = new ReadableStream({
    pull(controller) {
      controller.error(new Error('The sandbox dropped this connection, as it was told to.'));
    },
  });
  return new Response(broken, { status: answer.status });
}

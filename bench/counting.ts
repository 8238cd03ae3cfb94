/**
 * Counts what the platform bills, by wrapping the methods of its own classes in this isolate: the
 * shop runs unchanged. Objects of a Worker share its isolate, so one set of counters sees them all.
 */

export type Counts = {
  /** Requests to the Worker: fetches, batches of messages, crons. */
  workerRequests: number;
  /** Calls of objects, and alarms that fired. */
  objectRequests: number;
  /** Rows written by objects (SQL, key-value, alarms set) and by D1, and read by D1. */
  objectRows: number;
  databaseRows: number;
  databaseRowsRead: number;
  databaseQueries: number;
  kvReads: number;
  kvWrites: number;
  messages: number;
  bucketWrites: number;
};

const none = (): Counts => ({
  workerRequests: 0,
  objectRequests: 0,
  objectRows: 0,
  databaseRows: 0,
  databaseRowsRead: 0,
  databaseQueries: 0,
  kvReads: 0,
  kvWrites: 0,
  messages: 0,
  bucketWrites: 0,
});

type Around = (self: object, call: () => unknown, args: readonly unknown[]) => unknown;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Puts `around` in place of a method, for every instance of the class `owner` belongs to. */
function wrap(owner: object, method: string, around: Around): void {
  const prototype: unknown = Object.getPrototypeOf(owner);
  if (!isObject(prototype)) throw new TypeError(`${method} has no class`);
  wrapOwn(prototype, method, around);
}

function wrapOwn(prototype: object, method: string, around: Around): void {
  const original: unknown = Reflect.get(prototype, method);
  if (typeof original !== 'function') throw new TypeError(`${method} is no method`);
  Reflect.set(prototype, method, function wrapped(this: object, ...args: unknown[]): unknown {
    return around(this, () => Reflect.apply(original, this, args), args);
  });
}

const numberAt = (value: unknown, key: string): number => {
  const found: unknown = isObject(value) ? Reflect.get(value, key) : 0;
  return typeof found === 'number' ? found : 0;
};

export class Counter {
  counts: Counts = none();
  /** What each count was for, in order: to see where it came from. */
  trace: string[] = [];
  #storageWrapped = false;

  reset(): void {
    this.counts = none();
    this.trace = [];
  }

  count(key: keyof Counts, by: number, what: string): void {
    if (by === 0) return;
    this.counts[key] += by;
    this.trace.push(`${key} +${by} ${what}`);
  }

  /** Counts calls of objects, of whatever class. */
  wrapObjects(env: Env): void {
    this.#wrapNamespace(env.ORDER);
  }

  /** Counts what goes through these bindings, and through others of their classes. */
  wrapBindings(env: Env): void {
    this.wrapObjects(env);
    this.#wrapDatabase(env.CATALOG_DB);
    for (const method of ['get', 'getWithMetadata', 'list']) {
      this.#wrapSimply(env.DOCUMENTS, method, 'kvReads');
    }
    for (const method of ['put', 'delete']) this.#wrapSimply(env.DOCUMENTS, method, 'kvWrites');
    this.#wrapSimply(env.EVENTS, 'send', 'messages');
    wrap(env.EVENTS, 'sendBatch', (_self, call, [batch]) => {
      this.count('messages', Array.isArray(batch) ? batch.length : 1, 'sendBatch');
      return call();
    });
    this.#wrapSimply(env.JOURNAL, 'put', 'bucketWrites');
  }

  /** Counts rows of this storage and of every other object's. */
  wrapStorage(storage: DurableObjectStorage): void {
    if (this.#storageWrapped) return;
    this.#storageWrapped = true;
    wrap(storage.sql, 'exec', (_self, call, [query]) => {
      const cursor = call();
      this.count('objectRows', numberAt(cursor, 'rowsWritten'), String(query).trim().slice(0, 60));
      return cursor;
    });
    for (const method of ['put', 'delete']) this.#wrapSimply(storage.kv, method, 'objectRows');
    this.#wrapSimply(storage, 'setAlarm', 'objectRows');
  }

  /** Counts alarms of an object's class, told by its prototype, as requests to it. */
  wrapAlarm(prototype: object, what: string): void {
    wrapOwn(prototype, 'alarm', (_self, call) => {
      this.count('objectRequests', 1, `alarm of ${what}`);
      return call();
    });
  }

  #wrapSimply(owner: object, method: string, key: keyof Counts): void {
    wrap(owner, method, (_self, call, [first]) => {
      const about = typeof first === 'string' ? first.slice(0, 60) : '';
      this.count(key, 1, `${method} ${about}`);
      return call();
    });
  }

  #wrapNamespace(namespace: object): void {
    wrap(namespace, 'getByName', (_self, call, [name]) => {
      const stub = call();
      if (!isObject(stub)) return stub;
      const label = String(name).slice(0, 12);
      return new Proxy(stub, {
        get: (target, property): unknown => {
          const member: unknown = Reflect.get(target, property, target);
          if (typeof member !== 'function') return member;
          return (...args: unknown[]): unknown => {
            this.count('objectRequests', 1, `${String(property)} of ${label}`);
            return Reflect.apply(member, target, args);
          };
        },
      });
    });
  }

  #wrapDatabase(database: D1Database): void {
    const told = async (call: () => unknown, what: string): Promise<unknown> => {
      const result: unknown = await call();
      for (const each of Array.isArray(result) ? result : [result]) {
        const meta: unknown = isObject(each) ? Reflect.get(each, 'meta') : null;
        this.count('databaseQueries', 1, what);
        this.count('databaseRows', numberAt(meta, 'rows_written'), what);
        this.count('databaseRowsRead', numberAt(meta, 'rows_read'), what);
      }
      return result;
    };
    const textOf = (self: object): string => String(Reflect.get(self, 'statement')).trim();
    const statement = database.prepare('SELECT 1');
    for (const method of ['run', 'all']) {
      wrap(statement, method, (self, call) => told(call, textOf(self).slice(0, 60)));
    }
    // What is read raw tells no rows written: statements that write are run in full instead.
    wrap(statement, 'raw', async (self, call) => {
      const text = textOf(self);
      if (/^(select|with)\b/i.test(text)) {
        this.count('databaseQueries', 1, text.slice(0, 60));
        return call();
      }
      const all: unknown = Reflect.get(self, 'all');
      if (typeof all !== 'function') throw new TypeError('a statement can be run');
      const result: unknown = await Reflect.apply(all, self, []);
      const rows: unknown = isObject(result) ? Reflect.get(result, 'results') : [];
      return Array.isArray(rows) ? rows.map((row) => Object.values(row)) : [];
    });
    // The database's own batches go through a session too.
    wrap(database.withSession(), 'batch', (_self, call) => told(call, 'batch'));
  }
}

/** What the test runner binds beside the shop's own bindings. */
declare namespace Cloudflare {
  interface Env {
    CATALOG_MIGRATIONS: import('cloudflare:test').D1Migration[];
    /** Two more databases, for an index in several. */
    SHARD_A: D1Database;
    SHARD_B: D1Database;
    BACKOFFICE_MIGRATIONS: import('cloudflare:test').D1Migration[];
    FUZZ_REQUESTS: string;
    FUZZ_SEED: string;
  }
}

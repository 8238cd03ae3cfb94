/** What the test runner binds beside the shop's own bindings. */
declare namespace Cloudflare {
  interface Env {
    CATALOG_MIGRATIONS: import('cloudflare:test').D1Migration[];
    BACKOFFICE_MIGRATIONS: import('cloudflare:test').D1Migration[];
    FUZZ_REQUESTS: string;
    FUZZ_SEED: string;
  }
}

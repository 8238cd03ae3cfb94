/** Brings the databases of each test file to the current schema. */
import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';

await applyD1Migrations(env.CATALOG_DB, env.CATALOG_MIGRATIONS);
await applyD1Migrations(env.BACKOFFICE_DB, env.BACKOFFICE_MIGRATIONS);

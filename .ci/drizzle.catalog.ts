/**
 * drizzle-kit for CATALOG_DB: `drizzle-kit generate --config .ci/drizzle.catalog.ts`. It knows neither
 * `WITHOUT ROWID` nor virtual tables: those are written into the generated file by hand before it lands.
 */
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./src/catalog/schema.ts', './src/sellers/schema.ts'],
  out: './migrations/catalog',
});

/**
 * drizzle-kit for BACKOFFICE_DB: `drizzle-kit generate --config .ci/drizzle.backoffice.ts`. It does
 * not know `WITHOUT ROWID`: that is written into the generated file by hand before it lands.
 */
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: [
    './src/orders/schema.ts',
    './src/notifications/schema.ts',
    './src/events/schema.ts',
    './src/pricing/schema.ts',
    './src/reconciliation/schema.ts',
    './src/data-care/schema.ts',
    './src/waiting-room/schema.ts',
  ],
  out: './migrations/backoffice',
});

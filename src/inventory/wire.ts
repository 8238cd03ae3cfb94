/** The stock's schemas for staff. */
import { z } from '@hono/zod-openapi';
import { LOCATION_HINTS } from '../platform/objects.ts';

export const MovementInput = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z0-9._:-]{1,100}$/, '1 to 100 of A-Z a-z 0-9 . _ : -'),
    delta: z
      .int()
      .min(-1_000_000)
      .max(1_000_000)
      .refine((delta) => delta !== 0, 'A movement moves something'),
    reason: z.string().trim().min(1).max(200),
    warehouse: z
      .string()
      .regex(/^[a-z0-9-]{1,32}$/, '1 to 32 of a-z 0-9 -')
      .optional(),
    force: z.boolean().optional(),
  })
  .openapi('MovementInput');

/** More would not help: a grant is a request to home, and each lane takes its own. */
const MOST_LANES = 16;

export const LanesInput = z
  .strictObject({
    lanes: z.int().min(0).max(MOST_LANES),
    regions: z.array(z.enum(LOCATION_HINTS)).min(1).max(MOST_LANES).optional(),
  })
  .openapi('LanesInput');

const lane = z.int().optional().openapi({ description: 'Of a hot SKU; home says nothing.' });

export const StockSchema = z
  .object({
    sku: z.string(),
    on_hand: z.int(),
    reserved: z.int(),
    available: z.int(),
    sold: z.int(),
    gate: z
      .object({
        sale: z.string(),
        opens_at: z.iso.datetime(),
        closes_at: z.iso.datetime(),
        quantity: z.int().nullable(),
        taken: z.int(),
      })
      .nullable(),
    warehouses: z.array(
      z.object({ warehouse: z.string(), on_hand: z.int(), reserved: z.int(), available: z.int() }),
    ),
    holds: z.array(
      z.object({
        order_id: z
          .string()
          .nullable()
          .openapi({ description: 'Null for a seller: an order that is not paid is its buyer’s.' }),
        round: z.int(),
        warehouse: z.string(),
        quantity: z.int(),
        lease_until: z.iso.datetime(),
        lane,
      }),
    ),
    movements: z.array(
      z.object({
        sequence: z.int(),
        id: z.string(),
        at: z.iso.datetime(),
        kind: z.string(),
        warehouse: z.string(),
        delta: z.int(),
        order_id: z.string().nullable(),
        reason: z.string(),
        hash: z.string(),
        lane,
      }),
    ),
    lanes: z
      .object({
        open: z.boolean().openapi({ description: 'Whether lanes reserve; if not, home alone.' }),
        epoch: z.int(),
        regions: z.array(z.string()).openapi({ description: 'The flag: a region a lane.' }),
        in_transit: z.int(),
        places: z
          .array(
            z.object({ lane: z.int(), on_hand: z.int(), reserved: z.int(), available: z.int() }),
          )
          .openapi({ description: 'Home is lane 0.' }),
      })
      .optional()
      .openapi({ description: 'Of a hot SKU; the totals are over all of its places.' }),
  })
  .openapi('Stock');

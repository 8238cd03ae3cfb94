/** A SKU's stock for staff (api.md). SKUs are looked up in the catalogue before their object is. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { SkuSchema } from '../http/sku-schema.ts';
import type { AppEnv } from '../http/app-env.ts';
import { newRouter } from '../http/app-env.ts';
import { ownOrders } from '../http/ownership.ts';
import { jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { ordersIn, seenBy } from './sight.ts';
import type { AdjustFailure, StockReport } from './stock.ts';
import { DEFAULT_WAREHOUSE } from './stock.ts';
import { laneRegions } from './escrow.ts';
import { stockView } from './view.ts';
import { LanesInput, MovementInput, StockSchema } from './wire.ts';

export const stockAdminRoutes = newRouter();

const SkuParam = z.object({ sku: SkuSchema });
const answers = {
  200: jsonResponse(StockSchema, 'The stock.'),
  400: problemResponse('Bad input, naming the field.'),
  401: problemResponse('Not staff.'),
  404: problemResponse('The catalogue has no such SKU.'),
  409: problemResponse('Orders hold this stock, or there is less than that.'),
};

/** A report as who asks may see it. */
const stockSeen = async (c: Context<AppEnv>, report: StockReport) =>
  stockView(seenBy(report, await ownOrders(c, ordersIn(report))));

async function adjustRefused(c: Context<AppEnv>, refusal: AdjustFailure) {
  switch (refusal.reason) {
    case 'stock_reserved': {
      const own = await ownOrders(c, refusal.orders);
      return problem(c, 409, 'stock_reserved', `${refusal.reserved} are held by orders.`, {
        reserved: refusal.reserved,
        orders: own === null ? refusal.orders : refusal.orders.filter((id) => own.has(id)),
      });
    }
    case 'stock_negative':
      return problem(c, 409, 'stock_negative', `There are only ${refusal.onHand}.`, {
        on_hand: refusal.onHand,
      });
    case 'movement_id_reused':
      return problem(c, 409, 'movement_id_reused', 'This id was used for another movement.');
  }
}

const LANES_EXPLAINED = `A lane is born where its region says, the regions given in turn, or where
the shop is. Lanes open at the next reservation that finds enough for them; none recalls all.`;

const unknownSku = (c: Context<AppEnv>) =>
  problem(c, 404, 'unknown_sku', 'The catalogue has no such SKU.');

stockAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/stock/{sku}',
    summary: "A SKU's stock, holds and ledger",
    request: { params: SkuParam },
    responses: { 200: answers[200], 400: answers[400], 401: answers[401], 404: answers[404] },
  }),
  async (c) => {
    const { sku } = c.req.valid('param');
    const { catalogue, stock } = c.get('services');
    if (!(await catalogue.hasSku(sku))) return unknownSku(c);
    return c.json(await stockSeen(c, await stock.report(sku)), 200);
  },
);

stockAdminRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/stock/{sku}/movements',
    summary: 'A delivery, a count, a loss',
    request: {
      params: SkuParam,
      body: { required: true, content: { 'application/json': { schema: MovementInput } } },
    },
    responses: answers,
  }),
  async (c) => {
    const { sku } = c.req.valid('param');
    const { catalogue, stock } = c.get('services');
    if (!(await catalogue.hasSku(sku))) return unknownSku(c);
    const { warehouse = DEFAULT_WAREHOUSE, force = false, ...movement } = c.req.valid('json');
    const adjusted = await stock.adjust(sku, { ...movement, warehouse, force });
    if (!adjusted.ok) return adjustRefused(c, adjusted);
    return c.json(await stockSeen(c, await stock.report(sku)), 200);
  },
);

stockAdminRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/api/admin/stock/{sku}/lanes',
    summary: 'Lanes for a hot SKU, or none',
    description: LANES_EXPLAINED,
    request: {
      params: SkuParam,
      body: { required: true, content: { 'application/json': { schema: LanesInput } } },
    },
    responses: { 200: answers[200], 400: answers[400], 401: answers[401], 404: answers[404] },
  }),
  async (c) => {
    const { sku } = c.req.valid('param');
    const { catalogue, stock, config } = c.get('services');
    if (!(await catalogue.hasSku(sku))) return unknownSku(c);
    const { lanes, regions = [] } = c.req.valid('json');
    await stock.setLanes(sku, laneRegions(lanes, regions, config.region));
    return c.json(await stockSeen(c, await stock.report(sku)), 200);
  },
);

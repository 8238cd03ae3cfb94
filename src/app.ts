/** The Hono app: middleware in order, then one `route()` per slice. */
import { adminRoutes } from './admin/routes.ts';
import { cartRoutes } from './cart/routes.ts';
import { catalogueAdminRoutes } from './catalog/admin-routes.ts';
import { authRoutes } from './customers/auth-routes.ts';
import { emailRoutes } from './customers/email-routes.ts';
import { factorRoutes } from './customers/factor-routes.ts';
import { meRoutes } from './customers/me-routes.ts';
import { bulkRoutes } from './catalog/bulk/routes.ts';
import { mediaRoutes } from './catalog/media-routes.ts';
import { pinRoutes } from './catalog/pin-routes.ts';
import { catalogueRoutes } from './catalog/routes.ts';
import { checkoutRoutes } from './checkout/routes.ts';
import { saleAdminRoutes } from './waiting-room/admin-routes.ts';
import { saleRoutes } from './waiting-room/routes.ts';
import { stockAdminRoutes } from './inventory/admin-routes.ts';
import { deadLetterRoutes } from './events/admin-routes.ts';
import { rebuildRoutes } from './events/rebuild-routes.ts';
import { invoiceAdminRoutes } from './invoices/admin-routes.ts';
import { invoiceRoutes } from './invoices/routes.ts';
import { orderAdminRoutes } from './orders/admin-routes.ts';
import { returnRoutes } from './orders/returns-routes.ts';
import { exportRoutes } from './orders/export-routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { paymentRoutes } from './payments/routes.ts';
import { couponAdminRoutes } from './pricing/admin-routes.ts';
import { reconciliationRoutes } from './reconciliation/routes.ts';
import { searchAdminRoutes } from './search/admin-routes.ts';
import { searchRoutes } from './search/routes.ts';
import { GUARD_ANSWERS, guardApi } from './http/access.ts';
import { newRouter } from './http/app-env.ts';
import { FRAME_ANSWERS, frame } from './http/frame.ts';
import {
  CHANGE_ANSWERS,
  limitBody,
  limitHeaders,
  refuseForeignOrigins,
  requireJson,
} from './http/guards.ts';
import { healthRoutes } from './http/health.ts';
import { handToSandbox } from './http/sandbox.ts';
import { securePages } from './http/security-headers.ts';
import { sellerRoutes } from './sellers/routes.ts';
import { staffRoutes } from './staff/routes.ts';
import { servicesOf } from './services.ts';
import { onFailure, onMissing } from './storefront/error-routes.tsx';
import { docsPage } from './storefront/docs-routes.tsx';
import { storefrontRoutes } from './storefront/routes.ts';

export const app = newRouter();

app.onError(onFailure);
app.notFound(onMissing);
app.use('/sandbox/*', handToSandbox);
app.use('*', frame(servicesOf));
app.use('*', securePages);
// No route takes another method that changes anything; a read need not pass through the guards.
const CHANGING = ['POST', 'PUT', 'PATCH', 'DELETE'];
app.on(CHANGING, '*', limitHeaders);
app.on(CHANGING, '*', refuseForeignOrigins);
app.on(CHANGING, '*', limitBody);
app.on(CHANGING, '/api/*', requireJson);
app.use('/api/admin/*', guardApi);

app.route('/', healthRoutes);
app.route('/', cartRoutes);
app.route('/', checkoutRoutes);
app.route('/', saleRoutes);
app.route('/', orderRoutes);
app.route('/', exportRoutes);
app.route('/', returnRoutes);
app.route('/', orderAdminRoutes);
app.route('/', invoiceRoutes);
app.route('/', invoiceAdminRoutes);
app.route('/', stockAdminRoutes);
app.route('/', paymentRoutes);
app.route('/', deadLetterRoutes);
app.route('/', rebuildRoutes);
app.route('/', searchRoutes);
app.route('/', searchAdminRoutes);
app.route('/', catalogueRoutes);
app.route('/', catalogueAdminRoutes);
app.route('/', mediaRoutes);
app.route('/', pinRoutes);
app.route('/', bulkRoutes);
app.route('/', couponAdminRoutes);
app.route('/', saleAdminRoutes);
app.route('/', authRoutes);
app.route('/', meRoutes);
app.route('/', factorRoutes);
app.route('/', emailRoutes);
app.route('/', reconciliationRoutes);
app.route('/', staffRoutes);
app.route('/', sellerRoutes);
app.route('/', storefrontRoutes);
app.route('/', adminRoutes);

/** What the guards answer stands before every route that they stand before. */
for (const definition of app.openAPIRegistry.definitions) {
  if (definition.type !== 'route') continue;
  const { method, path, responses } = definition.route;
  definition.route.responses = {
    ...FRAME_ANSWERS,
    ...(method === 'get' ? {} : CHANGE_ANSWERS),
    ...(path.startsWith('/api/admin') ? GUARD_ANSWERS : {}),
    ...responses,
  };
}

const API = {
  openapi: '3.1.0',
  info: { title: 'Edgewise', version: '0.1.0', description: 'The shop as an API.' },
};
app.doc31('/openapi.json', API);
app.get('/docs', (c) => docsPage(c, app.getOpenAPI31Document(API)));

/** The back office: who may see which page stands in `staff/permissions.ts`. */
import { newRouter } from '../http/app-env.ts';
import { accessRoutes, guardPages } from './access-routes.tsx';
import { confirmRoutes } from './confirm-routes.tsx';
import { couponPageRoutes } from './coupons-routes.tsx';
import { invoicesRoutes } from './invoices-routes.tsx';
import { keyPageRoutes } from './keys-routes.tsx';
import { staffPageRoutes } from './staff-routes.tsx';
import { orderPageRoutes } from './order-routes.tsx';
import { ordersRoutes } from './orders-routes.tsx';
import { overviewRoutes } from './overview-routes.tsx';
import { productPageRoutes } from './products-routes.tsx';
import { reconciliationPageRoutes } from './reconciliations-routes.tsx';
import { salePageRoutes } from './sales-routes.tsx';
import { searchPageRoutes } from './search-routes.tsx';
import { sellerPageRoutes } from './sellers-routes.tsx';
import { stockRoutes } from './stock-routes.tsx';
import { systemRoutes } from './system-routes.tsx';

export const adminRoutes = newRouter();

adminRoutes.use('/admin/*', guardPages);
adminRoutes.route('/', accessRoutes);
adminRoutes.route('/', confirmRoutes);
adminRoutes.route('/', overviewRoutes);
adminRoutes.route('/', ordersRoutes);
adminRoutes.route('/', orderPageRoutes);
adminRoutes.route('/', productPageRoutes);
adminRoutes.route('/', stockRoutes);
adminRoutes.route('/', couponPageRoutes);
adminRoutes.route('/', salePageRoutes);
adminRoutes.route('/', invoicesRoutes);
adminRoutes.route('/', systemRoutes);
adminRoutes.route('/', reconciliationPageRoutes);
adminRoutes.route('/', searchPageRoutes);
adminRoutes.route('/', staffPageRoutes);
adminRoutes.route('/', keyPageRoutes);
adminRoutes.route('/', sellerPageRoutes);

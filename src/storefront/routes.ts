/** The shop's pages. */
import { newRouter } from '../http/app-env.ts';
import { accountPageRoutes } from './account-routes.tsx';
import { addressBookRoutes } from './address-book-routes.tsx';
import { browseRoutes } from './browse-routes.tsx';
import { cartPageRoutes } from './cart-routes.tsx';
import { checkoutPageRoutes } from './checkout-routes.tsx';
import { identityPageRoutes } from './identity-routes.tsx';
import { invoicePageRoutes } from './invoice-routes.tsx';
import { foundRoutes } from './found-routes.ts';
import { newsRoutes } from './news-routes.tsx';
import { orderPageRoutes } from './order-routes.tsx';
import { profileRoutes } from './profile-routes.tsx';
import { returnPageRoutes } from './returns-routes.ts';
import { salePageRoutes } from './sale-routes.tsx';
import { securityPageRoutes } from './security-routes.tsx';
import { signInPageRoutes } from './sign-in-routes.tsx';

export const storefrontRoutes = newRouter();

storefrontRoutes.route('/', browseRoutes);
storefrontRoutes.route('/', foundRoutes);
storefrontRoutes.route('/', cartPageRoutes);
storefrontRoutes.route('/', checkoutPageRoutes);
storefrontRoutes.route('/', orderPageRoutes);
storefrontRoutes.route('/', invoicePageRoutes);
storefrontRoutes.route('/', returnPageRoutes);
storefrontRoutes.route('/', salePageRoutes);
storefrontRoutes.route('/', signInPageRoutes);
storefrontRoutes.route('/', newsRoutes);
storefrontRoutes.route('/', accountPageRoutes);
storefrontRoutes.route('/', profileRoutes);
storefrontRoutes.route('/', addressBookRoutes);
storefrontRoutes.route('/', securityPageRoutes);
storefrontRoutes.route('/', identityPageRoutes);

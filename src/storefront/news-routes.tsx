/**
 * The pages behind the links of news: to confirm that they are wanted, and to stop them. A look
 * changes nothing; a mail program that unsubscribes posts to the link itself (RFC 8058), with
 * neither cookies nor our form, and the link alone says whose news end.
 */
import type { Context } from 'hono';
import { confirmNews, stopNews } from '../customers/news.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { UNSUBSCRIBE_PATH } from '../http/guards.ts';
import { ConfirmPage } from './account-forms.tsx';
import { fieldsOf } from './cart-routes.tsx';
import { privatePage, shopOf } from './render.ts';

export const newsRoutes = newRouter();

const CONFIRM_PATH = '/account/news';

type Kind = 'news' | 'unsubscribe';

/** The page before the button was pressed (`done` is null), and after. */
async function page(c: Context<AppEnv>, kind: Kind, token: string, done: boolean | null = null) {
  const shop = await shopOf(c);
  const problem = done === false ? shop.locale.t.account.problems.newsLink : null;
  const shown = <ConfirmPage {...{ shop, token, problem, kind }} done={done === true} />;
  return privatePage(c, shown, done === false ? 400 : 200);
}

newsRoutes.get(CONFIRM_PATH, (c) => page(c, 'news', c.req.query('token') ?? ''));

newsRoutes.post(CONFIRM_PATH, async (c) => {
  const token = (await fieldsOf(c)).get('token') ?? '';
  const { ok } = await confirmNews(c.get('services').customers, token);
  return page(c, 'news', token, ok);
});

newsRoutes.get(UNSUBSCRIBE_PATH, (c) => page(c, 'unsubscribe', c.req.query('token') ?? ''));

newsRoutes.post(UNSUBSCRIBE_PATH, async (c) => {
  const token = c.req.query('token') ?? (await fieldsOf(c)).get('token') ?? '';
  const { ok } = await stopNews(c.get('services').customers, token);
  return page(c, 'unsubscribe', token, ok);
});

/**
 * Pages for what went wrong: nothing there, not understood, failed. People get a page, machines a
 * problem document.
 */
import type { Context } from 'hono';
import type { ErrorHandler, NotFoundHandler } from 'hono';
import { Unavailable } from '../catalog/copies.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onError, onNotFound } from '../http/frame.ts';
import { TRY_AGAIN_S } from '../http/problem.ts';
import { describeError, log } from '../platform/log.ts';
import { Page } from './layout.tsx';
import { privatePage, shopOf, shopWith } from './render.ts';
import type { Shop } from './shop.ts';

type FaultProps = { shop: Shop; title: string; words: string; reference?: string };

function FaultPage({ shop, title, words, reference }: FaultProps) {
  const { errors } = shop.locale.t;
  return (
    <Page shop={shop} meta={{ title }}>
      <div class="wrap fault">
        <h1>{title}</h1>
        <p>{words}</p>
        {reference === undefined ? null : <p class="muted">{errors.reference(reference)}</p>}
        <p class="actions">
          <a class="button" href="/">
            {errors.home}
          </a>
        </p>
      </div>
    </Page>
  );
}

/** 404, as a page. */
export async function notFoundPage(c: Context<AppEnv>): Promise<Response> {
  const shop = await shopOf(c);
  const { notFound, notFoundTitle } = shop.locale.t.errors;
  return privatePage(c, <FaultPage shop={shop} title={notFoundTitle} words={notFound} />, 404);
}

/** 400 for an address with parameters nobody understands. */
export async function refusedPage(c: Context<AppEnv>): Promise<Response> {
  const shop = await shopOf(c);
  const { list, errors } = shop.locale.t;
  return privatePage(
    c,
    <FaultPage shop={shop} title={errors.notFoundTitle} words={list.badQuery} />,
    400,
  );
}

const MACHINES = /^\/(api|openapi\.json|sandbox|metrics)(\/|$)/;

/** True for a request of someone who reads pages. */
const wantsPage = (c: Context<AppEnv>): boolean =>
  !MACHINES.test(c.req.path) && (c.req.header('accept') ?? '').includes('text/html');

/** 404 for an address that does not exist. */
export const onMissing: NotFoundHandler<AppEnv> = (c) =>
  wantsPage(c) ? notFoundPage(c) : onNotFound(c);

/** What was thrown, as a page for people and as a problem document for machines. */
export const onFailure: ErrorHandler<AppEnv> = async (error, c) => {
  if (!wantsPage(c) || c.get('services') === undefined) return onError(error, c);
  const requestId = c.get('requestId');
  const answer = error instanceof Unavailable ? null : await onError(error, c);
  if (answer === null) {
    log('error', 'catalogue_unavailable', {
      request_id: requestId,
      error: describeError(error),
    });
  }
  // With the database away the copies may still have what leads on: the shelves.
  const shop = error instanceof Unavailable ? await shopOf(c) : shopWith(c, []);
  const { failed, failedTitle } = shop.locale.t.errors;
  const page = <FaultPage shop={shop} title={failedTitle} words={failed} reference={requestId} />;
  const status = answer?.status ?? 503;
  if (status === 503) c.header('Retry-After', String(TRY_AGAIN_S));
  const response = await privatePage(c, page);
  return new Response(response.body, { status, headers: response.headers });
};

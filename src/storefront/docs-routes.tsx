/** The API for readers: a page made of the same document that `/openapi.json` serves. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { Page } from './layout.tsx';
import { privatePage, shopOf } from './render.ts';
import type { Shop } from './shop.ts';

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>;
type Operation = {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly answers: readonly { readonly status: string; readonly description: string }[];
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Every operation of the document, in its order. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method): Operation[] => {
      const operation = item[method];
      if (operation === undefined) return [];
      const answers = Object.entries(operation.responses ?? {}).map(([status, response]) => ({
        status,
        description: String(response.description ?? ''),
      }));
      return [{ method: method.toUpperCase(), path, summary: operation.summary ?? '', answers }];
    }),
  );
}

function DocsPage({ shop, operations }: { shop: Shop; operations: readonly Operation[] }) {
  const { docs } = shop.locale.t;
  return (
    <Page shop={shop} meta={{ title: docs.title, description: docs.intro, canonical: '/docs' }}>
      <div class="wrap docs">
        <h1>{docs.title}</h1>
        <p>
          {docs.intro} <a href="/openapi.json">{docs.document}</a>
        </p>
        {operations.map(({ method, path, summary, answers }) => (
          <section class="operation">
            <h2>
              <code>
                {method} {path}
              </code>
            </h2>
            <p>{summary}</p>
            <dl>
              {answers.map(({ status, description }) => (
                <div>
                  <dt>{status}</dt>
                  <dd>{description}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Page>
  );
}

/** The page of an API's document. */
export async function docsPage(c: Context<AppEnv>, document: Document): Promise<Response> {
  const shop = await shopOf(c);
  return privatePage(c, <DocsPage shop={shop} operations={operationsOf(document)} />);
}

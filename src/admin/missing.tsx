/** The page for what is not there. */
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { Page, show } from './layout.tsx';

const MissingPage = ({ text }: { text: string }) => (
  <Page title="Not found" section="overview">
    <h1>Not found</h1>
    <p>{text}</p>
    <p>
      <a href="/admin">To the overview</a>
    </p>
  </Page>
);

/** Answers 404 with a page that says so. */
export const missing = (c: Context<AppEnv>, text: string) =>
  show(c, <MissingPage text={text} />, 404);

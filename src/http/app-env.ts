/** What every handler finds on its context, and the router every slice starts from. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Actor } from '../staff/actor.ts';
import type { Act } from '../staff/audit.ts';
import type { Services } from '../services.ts';
import { invalidInput } from './problem.ts';

export type AppEnv = {
  Bindings: Env;
  /** `actor` is who the guard of the back office has let in, `told` what the log says of it. */
  Variables: {
    requestId: string;
    services: Services;
    actor?: Actor;
    told?: { readonly act: Act; readonly sequence: number };
  };
};

/** A router whose refused input becomes a problem document naming the field. */
export const newRouter = (): OpenAPIHono<AppEnv> =>
  new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (!result.success) return invalidInput(c, result.error.issues, result.target);
      return undefined;
    },
  });

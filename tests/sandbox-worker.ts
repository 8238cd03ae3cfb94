/** The stand-in for the outside world, as an auxiliary Worker of the test runner. */
import { bundleSandbox } from '../sandbox/bundle.mjs';

/** Bundled once: each test file's runtime asks for it. */
let bundled: ReturnType<typeof bundleSandbox> | null = null;

/** Miniflare's description of the sandbox Worker, bound back to the shop of one vitest project. */
export function sandboxWorker(project: string): ReturnType<typeof bundleSandbox> {
  const options = { shop: `vitest-plugin-runner-${project}`, webhookSecret: 'whsec_test' };
  return (bundled ??= bundleSandbox(options));
}

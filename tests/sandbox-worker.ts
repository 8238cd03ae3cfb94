/** The stand-in for the outside world, as an auxiliary Worker of the test runner. */
import { bundleSandbox } from '../sandbox/bundle.mjs';

/** Miniflare's description of the sandbox Worker, bound back to the shop of one vitest project. */
export async function sandboxWorker(project: string) {
  return bundleSandbox({ shop: `vitest-plugin-runner-${project}`, webhookSecret: 'whsec_test' });
}

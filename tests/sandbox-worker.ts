/** The stand-in for the outside world, as an auxiliary Worker of the test runner. */

/** Miniflare's description of the sandbox Worker, bound back to the shop of one vitest project. */
export async function sandboxWorker(_project: string) {
  return {
    name: 'edgewise-sandbox',
    modules: true,
    compatibilityDate: '2026-09-01',
    script: "export default { fetch: () => new Response('not found', { status: 404 }) }",
  };
}

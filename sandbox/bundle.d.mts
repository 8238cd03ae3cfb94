/** The types of bundle.mjs, which stays plain so that Node 20 can run it as it is. */

export interface SandboxOptions {
  /** The Worker that webhooks are sent to; without it none are. */
  readonly shop?: string;
  readonly webhookSecret?: string;
  /** The webhook endpoint's enabled events, comma separated; `*` means all. */
  readonly events?: string;
}

export interface SandboxWorker {
  name: string;
  modules: { type: 'ESModule'; path: string; contents: string }[];
  compatibilityDate: string;
  bindings: Record<string, string>;
  durableObjects: Record<string, { className: string; useSQLite: true }>;
  serviceBindings?: Record<string, string>;
}

export declare const DURABLE_OBJECTS: SandboxWorker['durableObjects'];

export declare function bundleSandbox(options?: SandboxOptions): Promise<SandboxWorker>;

export declare function bundleScript(): Promise<string>;

/**
 * Compares the two halves of wrangler.toml: environments inherit no binding, so production repeats
 * each one but `OUTSIDE`, and every variable by name.
 */

type Section = Readonly<Record<string, unknown>>;

/** Sections that hold bindings, as wrangler's reader names them. */
const bindingSections = [
  ...['d1_databases', 'kv_namespaces', 'r2_buckets', 'services', 'ratelimits', 'ai'],
  ...['analytics_engine_datasets', 'version_metadata', 'durable_objects', 'queues', 'assets'],
  ...['vectorize', 'hyperdrive', 'send_email', 'browser', 'images', 'workflows'],
];

/** Never bound in production: the stand-in for the outside world. */
const developmentOnly = new Set(['services:OUTSIDE']);

const isSection = (value: unknown): value is Section =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `section:NAME` for each binding, `vars:NAME` for each variable, `queue:NAME` for consumers. */
export function bindingNames(config: Section): Set<string> {
  const names = new Set<string>();
  const add = (section: string, value: unknown): void => {
    if (Array.isArray(value)) value.forEach((item) => add(section, item));
    else if (isSection(value)) {
      for (const key of ['binding', 'name', 'queue']) {
        if (typeof value[key] === 'string') names.add(`${section}:${value[key]}`);
      }
      for (const inner of Object.values(value)) if (Array.isArray(inner)) add(section, inner);
    }
  };
  for (const section of bindingSections) add(section, config[section]);
  for (const name of Object.keys(isSection(config['vars']) ? config['vars'] : {})) {
    names.add(`vars:${name}`);
  }
  return names;
}

/** What one half has and the other lacks, in words; empty when they agree. */
export function bindingFaults(development: Section, production: Section): string[] {
  const ours = bindingNames(development);
  const theirs = bindingNames(production);
  const lacking = [...ours].filter((name) => !theirs.has(name) && !developmentOnly.has(name));
  const surplus = [...theirs].filter((name) => !ours.has(name));
  const forbidden = [...theirs].filter((name) => developmentOnly.has(name));
  return [
    ...lacking.map((name) => `production lacks ${name}`),
    ...surplus.map((name) => `only production has ${name}`),
    ...forbidden.map((name) => `production binds ${name}`),
  ];
}

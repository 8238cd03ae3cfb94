/** Who imports what: purity of imports, the table between slices, and no barrels. */
import { posix } from 'node:path';
import {
  eventImporters,
  fileImporters,
  importers,
  placeOf,
  pureImporters,
  webKinds,
} from './layout.ts';
import type { Place } from './layout.ts';
import { faultAt, isNode, nodesOf } from './source.ts';
import type { Fault, Node, Source } from './source.ts';

type Import = { readonly node: Node; readonly specifier: string; readonly typeOnly: boolean };

const importTypes = new Set([
  'ImportDeclaration',
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
  'ImportExpression',
  'TSImportType',
]);

/** Every import of a file: static, dynamic, re-exported, or within a type. */
export function importsOf(source: Source): Import[] {
  return nodesOf(source, (node) => importTypes.has(node.type)).flatMap((node) => {
    const from = node['source'];
    if (!isNode(from) || typeof from['value'] !== 'string') return [];
    const typeOnly =
      node['importKind'] === 'type' ||
      node['exportKind'] === 'type' ||
      node.type === 'TSImportType';
    return [{ node, specifier: from['value'], typeOnly }];
  });
}

const targetOf = (source: Source, specifier: string): string | null =>
  specifier.startsWith('.')
    ? posix.normalize(posix.join(posix.dirname(source.path), specifier))
    : null;

/** A pure file imports pure files only, types included: what it needs comes as an argument. */
function pureImportFaults(source: Source, { node, specifier }: Import): Fault[] {
  const target = targetOf(source, specifier);
  const place = target === null ? null : placeOf(target);
  if (place?.kind === 'pure') return [];
  return [faultAt(source, node, `a pure file imports ${specifier}, which is not pure`)];
}

/** True when the table lets `from` import the file at `target`. */
function isAllowed(from: Place, target: string, to: Place, typeOnly: boolean): boolean {
  if (from.slice === to.slice || to.slice === 'kernel') return true;
  if (from.slice === 'root' || from.kind === 'test') return true;
  if (to.slice === 'root') {
    return from.kind === 'object' || (webKinds.includes(from.kind) && from.slice !== 'platform');
  }
  if (to.slice === 'platform') return from.slice !== 'kernel' && from.kind !== 'pure';
  if (to.slice === 'http') return webKinds.includes(from.kind) && from.slice !== 'platform';
  if (to.slice === 'durable-objects') return from.kind === 'client' && typeOnly;
  if (importers[to.slice]?.includes(from.slice)) return true;
  if (to.kind === 'schema' && from.kind === 'store') return true;
  return isNarrowlyAllowed(from, target, to);
}

function isNarrowlyAllowed(from: Place, target: string, to: Place): boolean {
  const edges = fileImporters.filter((edge) => edge.of === to.slice && edge.files.test(target));
  if (edges.some((edge) => edge.by.includes(from.slice))) return true;
  if (target.endsWith('/events.ts') && eventImporters.includes(from.slice)) return true;
  const readers = [...(pureImporters[to.slice] ?? []), ...(pureImporters['*'] ?? [])];
  return to.kind === 'pure' && readers.includes(from.slice);
}

const wireReaders = new Set(['routes', 'consumer', 'adapter', 'wire', 'wiring', 'test']);

function edgeFaults(source: Source, from: Place, found: Import): Fault[] {
  const target = targetOf(source, found.specifier);
  const to = target === null ? null : placeOf(target);
  if (target === null || to === null) return [];
  if (!isAllowed(from, target, to, found.typeOnly)) {
    return [faultAt(source, found.node, `${from.slice} may not import ${target}`)];
  }
  if (to.kind === 'wire' && !wireReaders.has(from.kind)) {
    return [faultAt(source, found.node, `${target} is for routes, consumers and adapters only`)];
  }
  return [];
}

function barrelFaults(source: Source): Fault[] {
  if (source.path === 'src/index.ts') return [];
  const body = source.tree['body'];
  const statements = Array.isArray(body) ? body.filter(isNode) : [];
  const isBarrel =
    statements.length > 0 &&
    statements.every((node) => node.type.startsWith('Export') && isNode(node['source']));
  if (!isBarrel && !/\/index\.tsx?$/.test(source.path)) return [];
  return [{ path: source.path, line: 1, says: 'a barrel: import from the file itself' }];
}

/** Faults of the imports of one file of `src/` or `durable-objects/`. */
export function importFaults(source: Source): Fault[] {
  const place = placeOf(source.path);
  if (place === null) return [];
  const edges = importsOf(source).flatMap((found) => [
    ...(place.kind === 'pure' ? pureImportFaults(source, found) : []),
    ...edgeFaults(source, place, found),
    ...(found.specifier.startsWith('.') && !/\.(ts|tsx|json|css)$/.test(found.specifier)
      ? [faultAt(source, found.node, `${found.specifier} lacks its extension`)]
      : []),
  ]);
  return [...barrelFaults(source), ...edges];
}

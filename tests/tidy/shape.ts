/** Size and form: lengths, the opening comment, and leftovers. */
import { faultAt, isNode, lineAt, nodesOf } from './source.ts';
import type { Fault, Node, Source } from './source.ts';

export const MAX_COLUMNS = 100;
export const MAX_FILE_LINES = 400;
export const MAX_FUNCTION_LINES = 70;
export const MAX_OBJECT_LINES = 200;
export const MAX_OPENING_LINES = 5;

const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

const linesOf = (source: Source, node: Node): number =>
  lineAt(source.text, node.end) - lineAt(source.text, node.start) + 1;

/** What groups functions is not one: a test's `describe`, and a browser script called in place. */
function isGroup(node: Node, parent: Node | null): boolean {
  const callee = parent?.type === 'CallExpression' ? parent['callee'] : null;
  return isNode(callee) && (callee['name'] === 'describe' || callee.start === node.start);
}

/** An address or a regular expression has no place to break. */
const isUnbreakable = (line: string): boolean =>
  /https?:\/\/\S{60,}/.test(line) || /^\s*\/\^.*\$\/[a-z]*[;,]$/.test(line);

function lengthFaults(source: Source): Fault[] {
  const lines = source.text.replace(/\n$/, '').split('\n');
  const faults: Fault[] = lines.flatMap((text, index) =>
    text.length > MAX_COLUMNS && !isUnbreakable(text)
      ? [{ path: source.path, line: index + 1, says: `${text.length} columns` }]
      : [],
  );
  if (lines.length > MAX_FILE_LINES) {
    faults.push({ path: source.path, line: MAX_FILE_LINES, says: `${lines.length} lines` });
  }
  const functions = nodesOf(
    source,
    (node, parent) => functionTypes.has(node.type) && !isGroup(node, parent),
  );
  const long = functions.filter((node) => linesOf(source, node) > MAX_FUNCTION_LINES);
  return [
    ...faults,
    ...long.map((node) => faultAt(source, node, `a function of ${linesOf(source, node)} lines`)),
  ];
}

const extendsObject = (node: Node): boolean =>
  isNode(node['superClass']) && node['superClass']['name'] === 'DurableObject';

function objectFaults(source: Source): Fault[] {
  if (!source.path.startsWith('durable-objects/')) return [];
  return nodesOf(source, (node) => node.type === 'ClassDeclaration' && extendsObject(node))
    .filter((node) => linesOf(source, node) > MAX_OBJECT_LINES)
    .map((node) => faultAt(source, node, `an object class of ${linesOf(source, node)} lines`));
}

/** Files open with what they are for; a test's titles say it already. */
function openingFaults(source: Source): Fault[] {
  if (/\.test\.tsx?$/.test(source.path) || /\.d\.m?ts$/.test(source.path)) return [];
  const opening = /^(?:#!.*\n)?\/\*\*[\s\S]*?\*\//.exec(source.text)?.[0];
  const says = (text: string): Fault[] => [{ path: source.path, line: 1, says: text }];
  if (opening === undefined) return says('the file does not open with a /** comment */');
  const told = opening.split('\n').filter((line) => !/^\s*(\/\*\*|\*\/)\s*$/.test(line));
  return told.length > MAX_OPENING_LINES ? says(`an opening comment of ${told.length} lines`) : [];
}

const leftovers: readonly (readonly [RegExp, string])[] = [
  [/\b(TODO|FIXME|XXX)\b/, 'a note to do something'],
  [/@ts-(ignore|nocheck)/, 'a type error silenced'],
  [/\b(describe|test|it)\.(only|skip|todo)\(/, 'a test that does not run, or alone'],
  [/(oxlint|eslint)-disable(?!.* -- \S)/, 'a disabled rule without `-- reason`'],
  [/@ts-expect-error(?!.* -- \S)/, 'an expected type error without `-- reason`'],
];

function leftoverFaults(source: Source): Fault[] {
  if (/^tests\/(unit\/)?tidy/.test(source.path)) return [];
  return source.text
    .split('\n')
    .flatMap((text, index) =>
      leftovers.flatMap(([pattern, says]) =>
        pattern.test(text) ? [{ path: source.path, line: index + 1, says }] : [],
      ),
    );
}

/** Faults of the size and form of one file. */
export const shapeFaults = (source: Source): Fault[] => [
  ...lengthFaults(source),
  ...objectFaults(source),
  ...openingFaults(source),
  ...leftoverFaults(source),
];

/** Mutants that no test could tell: words for developers, and branches that types close. */
import { PluginKind, declareValuePlugin } from '@stryker-mutator/api/plugin';

const SAYS_WHY = new Set(['assert', 'required']);

/** The second argument of `assert` and `required`: what is thrown when the shop itself is wrong. */
function isMessage({ node, parent }) {
  return (
    parent?.type === 'CallExpression' &&
    SAYS_WHY.has(parent.callee.name) &&
    parent.arguments.indexOf(node) === 1
  );
}

/** `default: return unreachable(x)`: where the compiler proved that nothing gets. */
function isClosed({ node }) {
  if (node.type !== 'SwitchCase' || node.test !== null) return false;
  const [first] = node.consequent;
  return first?.type === 'ReturnStatement' && first.argument?.callee?.name === 'unreachable';
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'nobody-tells', {
    shouldIgnore(path) {
      if (isMessage(path)) return 'a message for developers';
      return isClosed(path) ? 'closed by its type' : undefined;
    },
  }),
];

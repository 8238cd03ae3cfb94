/** The guards of a hot SKU's escrow, for the table of `guards.ts`. */

const FILE = 'src/inventory/escrow.ts';
const WALKED = [
  'tests/model/escrow.test.ts',
  'walked at random, larger worlds lose nothing either',
] as const;

export const ESCROW = [
  {
    guard: 'a draw asked twice is granted once',
    file: FILE,
    code: "if (turn === 'again') return still({ kind: 'granted', ...account.granted });",
    without: '',
    test: WALKED,
  },
  {
    guard: 'a grant is credited once',
    file: FILE,
    code: "if (answer.kind === 'late' || answer.number !== lane.drawn + 1) return still;",
    without: "if (answer.kind === 'late') return still;",
    test: WALKED,
  },
  {
    guard: 'a recall settles a grant that was lost',
    file: FILE,
    code: 'const credited = granted.number === lane.drawn + 1 ? granted.goods : [];',
    without: 'const credited: readonly Allocation[] = [];',
    test: WALKED,
  },
  {
    guard: 'a recall asked twice is given once',
    file: FILE,
    code: "if (turn === 'again') return still({ kind: 'given', ...lane.given, left: lane.left });",
    without: '',
    test: WALKED,
  },
  {
    guard: 'a recall is credited once',
    file: FILE,
    code: 'if (!awaited || answer.number !== account.recalled + 1) {',
    without: 'if (!awaited) {',
    test: WALKED,
  },
  {
    guard: 'a lane tells of what came back after its epoch',
    file: FILE,
    code: 'return available > 0 || (onHand === 0 && lane.left > 0);',
    without: 'return available < 0 && onHand < 0;',
    test: WALKED,
  },
] as const;

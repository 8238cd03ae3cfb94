/**
 * `npm run test:deep -- mutants`: Stryker changes the pure core in small ways and runs the fast
 * tests on each; docs/mutants.md tells what it came to. Survivors need a reason in
 * .ci/mutants/survivors.json. With parts of files' names as arguments only those run.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { files } from '../.ci/mutants/files.mjs';
import { node, root } from './install.mjs';

/** Most of a line or a replacement that the table shows. */
const SHOWN = 90;

const textOf = (path) => readFileSync(join(root, path), 'utf8');
const read = (path) => JSON.parse(textOf(path));
const oneLine = (text) => text.trim().replaceAll(/\s+/g, ' ');
const percent = (share) => `${(share * 100).toFixed(1)} %`;

/**
 * Runs Stryker on these files and keeps what earlier runs found of others. Nothing of theirs is
 * taken over: what a mutant does while a file is loaded would not be run again for a new test.
 */
function mutate(chosen) {
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const atOnce = process.env.MUTANTS_AT_ONCE ?? '1';
  const options = ['--force', '--mutate', chosen.join(','), '--concurrency', atOnce];
  const args = [stryker, 'run', '.ci/mutants/stryker.mjs', ...options];
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('Stryker did not come to its end');
}

/** A mutant that no test told from the code: what was written there, and what became of it. */
function survivorOf(file, source, { location, replacement }) {
  const { line } = location.start;
  const code = oneLine(source.split('\n')[line - 1]);
  return { file, line, code, becomes: oneLine(replacement) };
}

/** What a file's mutants came to. */
function judge(file, { source, mutants }) {
  const of = (...statuses) => mutants.filter(({ status }) => statuses.includes(status));
  const survived = of('Survived', 'NoCoverage').map((mutant) => survivorOf(file, source, mutant));
  const killed = of('Killed', 'Timeout').length;
  const count = killed + survived.length;
  const share = count === 0 ? 1 : killed / count;
  return { file, count, killed, share, enough: share >= files.get(file), survived };
}

/** The reason for a survivor: of its line, and of what it became where the reason names that. */
const reasonFor = (reasons, { file, code, becomes }) =>
  reasons.find(
    (one) =>
      one.file === file &&
      one.code === code &&
      (one.becomes === undefined || one.becomes === becomes),
  )?.why;

function cell(text) {
  const short = text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text;
  return `\`${short.replaceAll('|', String.raw`\|`)}\``;
}

function document(judged, reasons) {
  const sum = (key) => judged.reduce((total, one) => total + one[key], 0);
  const share = percent(sum('killed') / sum('count'));
  const survivors = judged.flatMap((one) => one.survived);
  return [
    '# Mutants',
    '',
    'Written by `npm run test:deep -- mutants`: Stryker changes the pure core in one small way at',
    'a time and runs the quick tests (`src/**/*.test.ts` and the single steps in `tests/model/`)',
    'against it. A change that no test notices survives. Not counted are words of assertions and',
    'branches that types close (`.ci/mutants/ignored.mjs`). Explorations of whole worlds, and what',
    'drives the core in objects, queues and over HTTP, come on top and are not run here.',
    '',
    `${sum('killed')} of ${sum('count')} mutants are killed, ${share}. A run fails where a file`,
    'stays below its share (`.ci/mutants/files.mjs`), or a survivor has no reason.',
    '',
    '| file | mutants | killed | share |',
    '|---|--:|--:|--:|',
    ...judged.map((one) => {
      return `| \`${one.file}\` | ${one.count} | ${one.killed} | ${percent(one.share)} |`;
    }),
    '',
    '## Survivors, and why',
    '',
    '| file | code | becomes | why no test tells |',
    '|---|---|---|---|',
    ...survivors.map((survivor) => {
      const { file, line, code, becomes } = survivor;
      const where = `${file.split('/').at(-1)}:${line}`;
      const why = reasonFor(reasons, survivor) ?? '**no reason yet**';
      return `| ${cell(where)} | ${cell(code)} | ${cell(becomes)} | ${why} |`;
    }),
    '',
  ].join('\n');
}

/** Says what a file came to; false where it falls short or a survivor has no reason. */
function passes(one, reasons) {
  console.log(`${one.enough ? 'ok  ' : 'FAIL'} ${one.file}: ${one.killed} of ${one.count} killed`);
  const unexplained = one.survived.filter((survivor) => !reasonFor(reasons, survivor));
  for (const { line, code, becomes } of unexplained) {
    console.log(`     no reason: ${line}: ${code} => ${becomes}`);
  }
  return one.enough && unexplained.length === 0;
}

function main() {
  const words = process.argv.slice(2);
  const wanted = (file) => words.length === 0 || words.some((word) => file.includes(word));
  const chosen = [...files.keys()].filter(wanted);
  mutate(chosen);
  const { files: found } = read('dist/mutants/report.json');
  const reasons = read('.ci/mutants/survivors.json');
  const judgedOf = (names) => names.map((file) => judge(file, found[file]));
  const verdicts = judgedOf(chosen).map((one) => passes(one, reasons));
  if (verdicts.includes(false)) process.exitCode = 1;
  // Written once the results are those of every file as it is now.
  const current = [...files.keys()].filter((file) => found[file]?.source === textOf(file));
  if (current.length < files.size) return;
  writeFileSync(join(root, 'docs/mutants.md'), document(judgedOf(current), reasons));
}

main();

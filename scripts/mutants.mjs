/**
 * `npm run test:deep -- mutants`: Stryker changes the pure core in small ways and runs the fast
 * tests on each; docs/mutants.md tells what it came to. Survivors need a reason in
 * .ci/mutants/survivors.json. With parts of files' names only those run, and nothing is written.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEAST_KILLED, files } from '../.ci/mutants/files.mjs';
import { node, root } from './install.mjs';

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const oneLine = (text) => text.trim().replaceAll(/\s+/g, ' ');
const percent = (share) => `${(share * 100).toFixed(1)} %`;

/** Runs Stryker on these files; results of earlier runs are kept where nothing has changed. */
function mutate(chosen) {
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const options = [
    '--mutate',
    chosen.join(','),
    '--concurrency',
    process.env.MUTANTS_AT_ONCE ?? '1',
  ];
  const args = [stryker, 'run', '.ci/mutants/stryker.mjs', ...options];
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('Stryker did not come to its end');
}

/** A mutant that no test told from the code, with what was written there and what became of it. */
function survivorOf(file, source, mutant) {
  const { line } = mutant.location.start;
  const code = oneLine(source.split('\n')[line - 1]);
  return { file, line, code, mutator: mutant.mutatorName, becomes: oneLine(mutant.replacement) };
}

/** What a file's mutants came to. */
function judge(file, { source, mutants }) {
  const of = (...statuses) => mutants.filter(({ status }) => statuses.includes(status));
  const survived = of('Survived', 'NoCoverage').map((mutant) => survivorOf(file, source, mutant));
  const killed = of('Killed', 'Timeout').length;
  const count = killed + survived.length;
  return { file, count, killed, share: killed / count, survived };
}

/** The reason for a survivor: of its line, and of what it became where the reason names that. */
const reasonFor = (reasons, { file, code, becomes }) =>
  reasons.find(
    (one) =>
      one.file === file &&
      one.code === code &&
      (one.becomes === undefined || one.becomes === becomes),
  )?.why;

const cell = (text) => text.replaceAll('|', String.raw`\|`);

function document(judged, reasons) {
  const sum = (key) => judged.reduce((total, one) => total + one[key], 0);
  const all = `${sum('killed')} of ${sum('count')}`;
  const survivors = judged.flatMap((one) => one.survived);
  return [
    '# Mutants',
    '',
    'Written by `npm run test:deep -- mutants`: Stryker changes the pure core in one small way at',
    'a time and runs the fast tests (`src/**/*.test.ts`, `tests/model/`) against it. A change that',
    'no test notices survives. Not counted are words of assertions and branches that types close',
    '(`.ci/mutants/ignored.mjs`). What drives the core in objects, queues and over HTTP is tested',
    'in workerd, which Stryker does not run.',
    '',
    `${all} mutants are killed, ${percent(sum('killed') / sum('count'))}; a file fails below ` +
      `${percent(LEAST_KILLED)}.`,
    '',
    '| file | mutants | killed | share |',
    '|---|--:|--:|--:|',
    ...judged.map(
      ({ file, count, killed, share }) =>
        `| \`${file}\` | ${count} | ${killed} | ${percent(share)} |`,
    ),
    '',
    '## Survivors, and why',
    '',
    '| file | code | becomes | why no test tells |',
    '|---|---|---|---|',
    ...survivors.map((survivor) => {
      const { file, line, code, becomes } = survivor;
      const why = reasonFor(reasons, survivor) ?? '**no reason yet**';
      const quoted = [code, becomes].map((text) => `\`${cell(text)}\``).join(' | ');
      return `| \`${file.split('/').at(-1)}:${line}\` | ${quoted} | ${cell(why)} |`;
    }),
    '',
  ].join('\n');
}

function main() {
  const words = process.argv.slice(2);
  const wanted = (file) => words.length === 0 || words.some((word) => file.includes(word));
  const chosen = files.filter(wanted);
  mutate(chosen);
  const { files: found } = read('dist/mutants/report.json');
  const reasons = read('.ci/mutants/survivors.json');
  const judged = chosen.map((file) => judge(file, found[file]));
  for (const one of judged) {
    const enough = one.share >= LEAST_KILLED;
    console.log(`${enough ? 'ok  ' : 'FAIL'} ${one.file}: ${one.killed} of ${one.count} killed`);
    for (const survivor of one.survived) {
      if (reasonFor(reasons, survivor) !== undefined) continue;
      console.log(`     no reason: ${survivor.line}: ${survivor.code} => ${survivor.becomes}`);
      process.exitCode = 1;
    }
    if (!enough) process.exitCode = 1;
  }
  if (words.length === 0) writeFileSync(join(root, 'docs/mutants.md'), document(judged, reasons));
}

main();

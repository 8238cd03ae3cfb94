/** Runs seeds in processes of their own, each of which takes the next one when it is done. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundleSimulator } from './bundle.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A pool over a fresh bundle. Its processes get `SIGKILL` when it is closed.
 *
 * @param {number} processes
 * @param {object} [bundled] which bundle: see `bundle.mjs`
 */
export async function openPool(processes, bundled) {
  const bundle = await bundleSimulator(bundled);
  const idle = Array.from({ length: processes }, () => childOf(bundle));
  const waiting = [];
  const all = [...idle];

  const next = () => {
    while (idle.length > 0 && waiting.length > 0) start(idle.pop(), waiting.shift());
  };
  const start = (child, { job, resolve, reject }) => {
    const over = (settle) => (value) => {
      child.off('message', answered);
      child.off('exit', died);
      settle(value);
    };
    const answered = over((report) => {
      idle.push(child);
      resolve(report);
      next();
    });
    const died = over((code) => reject(new Error(`the process of seed ${job.seed} died: ${code}`)));
    child.once('message', answered);
    child.once('exit', died);
    child.send(job);
  };
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        waiting.push({ job: { without: [], traced: false, ...job }, resolve, reject });
        next();
      }),
    close: () => all.forEach((child) => child.kill('SIGKILL')),
  };
}

const childOf = (bundle) =>
  fork(bundle, [], {
    cwd: root,
    execArgv: ['--enable-source-maps', '--disable-warning=ExperimentalWarning'],
  });

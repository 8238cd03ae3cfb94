/** Types of `pool.mjs`. */
import type { Job } from './main.ts';
import type { RunReport } from './report.ts';

export type BrokenRun = {
  readonly seed: number;
  readonly broke: string;
  readonly invariant: string;
  readonly trace: readonly string[];
};

export type Pool = {
  run(job: Pick<Job, 'seed' | 'shoppers'> & Partial<Job>): Promise<RunReport | BrokenRun>;
  close(): void;
};

export declare function openPool(processes: number, bundled?: object): Promise<Pool>;

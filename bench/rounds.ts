/** Ours and the bare platform's work in turns, so that what else the machine does hits both. */
import { drive, median } from './load.ts';
import type { Slice } from './load.ts';
import type { Platform } from './platform.ts';
import type { Comparison, CpuBound, Work } from './works.ts';

export type Platforms = { readonly shop: Platform; readonly bare: Platform };

export type Figure = { readonly perSecond: number; readonly cpuMicroseconds: number | null };

export type Measured = {
  readonly name: string;
  readonly against: string;
  readonly target: number | null;
  readonly cpuBound: CpuBound | null;
  readonly ours: Figure;
  readonly bare: Figure;
  /** Median over the rounds of ours / bare within one round. */
  readonly ratio: number;
  /** The same by CPU time of the platform's process: bare / ours. */
  readonly cpuRatio: number | null;
};

export type Timing = {
  readonly rounds: number;
  readonly sliceMs: number;
  readonly warmUpMs: number;
};

async function slice(platforms: Platforms, work: Work, milliseconds: number): Promise<Slice> {
  await work.prepare?.();
  const { target } = platforms[work.on];
  const { concurrency, rampMs = 0, most = Infinity } = work;
  return drive(target, work.piece, { concurrency, milliseconds, rampMs, most });
}

const figureOf = (slices: readonly Slice[]): Figure => {
  const cpu = slices.flatMap(({ cpuMicroseconds }) => cpuMicroseconds ?? []);
  return {
    perSecond: median(slices.map(({ perSecond }) => perSecond)),
    cpuMicroseconds: cpu.length === 0 ? null : median(cpu),
  };
};

/** Measures one comparison in `rounds` turns of ours, bare, ours, bare … */
export async function measure(
  platforms: Platforms,
  { name, against, target, cpuBound, ours, bare }: Comparison,
  { rounds, sliceMs, warmUpMs }: Timing,
): Promise<Measured> {
  await slice(platforms, ours, warmUpMs);
  await slice(platforms, bare, warmUpMs);
  const turns: { ours: Slice; bare: Slice }[] = [];
  for (let round = 0; round < rounds; round++) {
    const first = await slice(platforms, round % 2 === 0 ? ours : bare, sliceMs);
    const second = await slice(platforms, round % 2 === 0 ? bare : ours, sliceMs);
    turns.push(round % 2 === 0 ? { ours: first, bare: second } : { ours: second, bare: first });
  }
  const oursFigure = figureOf(turns.map((turn) => turn.ours));
  const bareFigure = figureOf(turns.map((turn) => turn.bare));
  const { cpuMicroseconds: oursCpu } = oursFigure;
  const { cpuMicroseconds: bareCpu } = bareFigure;
  return {
    name,
    against,
    target,
    cpuBound: cpuBound ?? null,
    ours: oursFigure,
    bare: bareFigure,
    ratio: median(turns.map((turn) => turn.ours.perSecond / turn.bare.perSecond)),
    cpuRatio: oursCpu === null || bareCpu === null ? null : bareCpu / oursCpu,
  };
}

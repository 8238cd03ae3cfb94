/**
 * `npm run bench:drop`: a million simulated shoppers against the waiting room's machines, then
 * 20,000 over HTTP. Options: `--people N`, `--units N`, `--seed N` of the simulation; `--shoppers
 * N` over HTTP, `--rate N` of them let in a second. 0 of a half leaves it out.
 */
import { parseArgs } from 'node:util';
import { overHttp } from './http.ts';
import { simulated } from './simulated.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    units: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    shoppers: { type: 'string', default: '20000' },
    rate: { type: 'string', default: '5' },
  },
});

const { people, units, seed, shoppers, rate } = values;
if (Number(people) > 0) {
  simulated({ people: Number(people), units: Number(units), seed: Number(seed) });
}
if (Number(shoppers) > 0) {
  const size = { shoppers: Number(shoppers), ratePerS: Number(rate), seed: Number(seed) };
  if (!(await overHttp(size))) process.exitCode = 1;
}

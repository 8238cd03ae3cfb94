/** The merchant's synonyms: what staff do with them, and how a search looks them up. */
import type { Clock } from '../kernel/random.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Synonyms } from './expression.ts';
import { groupPhrases, MAX_GROUPS, synonymsOf } from './synonyms.ts';
import type { SynonymGroup } from './synonyms.ts';

export type SynonymPorts = {
  readonly store: {
    all(): Promise<SynonymGroup[]>;
    put(group: SynonymGroup): Promise<void>;
    remove(id: string): Promise<boolean>;
  };
  readonly clock: Clock;
  readonly newId: () => string;
};

/** `too_few`: they are not two different phrases. `too_many`: the shop has all groups it may. */
export type SynonymRefusal = { readonly reason: 'too_few' | 'too_many' };

export type SynonymService = {
  all(): Promise<SynonymGroup[]>;
  add(phrases: readonly string[]): Promise<Result<SynonymGroup, SynonymRefusal>>;
  remove(id: string): Promise<boolean>;
  lookUp(): Promise<Synonyms>;
};

/** Synonyms over these ports. */
export function synonymService({ store, clock, newId }: SynonymPorts): SynonymService {
  return {
    all: () => store.all(),
    async add(phrases) {
      const kept = groupPhrases(phrases);
      if (kept === null) return fail<SynonymRefusal>({ reason: 'too_few' });
      if ((await store.all()).length >= MAX_GROUPS) {
        return fail<SynonymRefusal>({ reason: 'too_many' });
      }
      const group = { id: newId(), phrases: kept, createdAt: clock() };
      await store.put(group);
      return ok(group);
    },
    remove: (id) => store.remove(id),
    lookUp: async () => synonymsOf(await store.all()),
  };
}

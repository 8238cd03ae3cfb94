/** An object of the sandbox that can be told to misbehave: it keeps the rules for its own hosts. */
import { DurableObject } from 'cloudflare:workers';
import type { Env } from './env.ts';
import { type Fault, FaultBook, type NumberedFault } from './faults.ts';

export class FaultyObject extends DurableObject<Env> {
  protected readonly sql: SqlStorage;
  protected readonly faults: FaultBook;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    this.faults = new FaultBook(this.sql);
  }

  addFault(fault: Fault): NumberedFault {
    return this.faults.add(fault);
  }

  listFaults(): NumberedFault[] {
    return this.faults.all();
  }

  clearFaults(): void {
    this.faults.clear();
  }
}

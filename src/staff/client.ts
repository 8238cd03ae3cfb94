/** Reaches the objects that own the list of staff and the log, one of each. */
import type { AuditLog } from '../../durable-objects/audit-log.ts';
import type { StaffBook } from '../../durable-objects/staff-book.ts';
import { answerOf, objectNamed } from '../platform/objects.ts';
import type { AuditPort, StaffBookPort } from './port.ts';

/** The list of staff and keys, through the binding STAFF_BOOK. */
export function staffBookClient(
  namespace: DurableObjectNamespace<StaffBook>,
  region: string,
): StaffBookPort {
  const stub = () => objectNamed(namespace, 'staff', region);
  return {
    members: (below, limit) => answerOf(stub().members(below, limit)),
    known: (accounts) => answerOf(stub().known(accounts)),
    enter: (account) => answerOf(stub().enter(account)),
    keys: () => answerOf(stub().keys()),
    addKey: (key) => answerOf(stub().addKey(key)),
    revokeKey: (id) => answerOf(stub().revokeKey(id)),
    useKey: (id, digest) => answerOf(stub().useKey(id, digest)),
  };
}

/** The log, through the binding AUDIT_LOG. */
export function auditClient(
  namespace: DurableObjectNamespace<AuditLog>,
  region: string,
): AuditPort {
  const stub = () => objectNamed(namespace, 'audit', region);
  return {
    append: (act) => answerOf(stub().append(act)),
    below: (sequence, limit) => answerOf(stub().below(sequence, limit)),
    above: (sequence, limit) => answerOf(stub().above(sequence, limit)),
  };
}

/** Reaches the objects that own accounts and sign-ins, behind the slice's ports. */
import type { Account } from '../../durable-objects/account.ts';
import type { Login } from '../../durable-objects/login.ts';
import type { Throttle } from '../../durable-objects/throttle.ts';
import type { AccountId } from '../kernel/ids.ts';
import { objectNamed } from '../platform/objects.ts';
import type { AccountPort, LoginPort, NetworkPort } from './port.ts';

/** Accounts, through the binding ACCOUNT. */
export function accountClient(
  namespace: DurableObjectNamespace<Account>,
  region: string,
): AccountPort {
  const stub = (id: AccountId) => objectNamed(namespace, id, region);
  return {
    create: (id, person) => stub(id).create(person),
    facts: (id) => stub(id).facts(),
    whois: (id, session) => stub(id).whois(session),
    openSession: (id, session, proof) => stub(id).openSession(session, proof),
    factor: (id, session, command) => stub(id).factor(session, command),
    passkey: (id, key) => stub(id).passkey(key),
    refresh: (id, session, counter) => stub(id).refresh(session, counter),
    sessions: (id) => stub(id).sessions(),
    close: (id, which) => stub(id).close(which),
    change: (id, change) => stub(id).change(change),
    note: (id, happening) => stub(id).note(happening),
    erase: (id) => stub(id).erase(),
  };
}

/** Sign-ins by e-mail address, through the binding LOGIN. */
export function loginClient(namespace: DurableObjectNamespace<Login>, region: string): LoginPort {
  const stub = (name: string) => objectNamed(namespace, name, region);
  return {
    begin: (name) => stub(name).begin(),
    succeeded: (name, rehashed) => stub(name).succeeded(rehashed),
    credentials: (name) => stub(name).credentials(),
    add: (name, account, hash) => stub(name).add(account, hash),
    claim: (name, account) => stub(name).claim(account),
    setHash: (name, account, hash) => stub(name).setHash(account, hash),
    letGo: (name, account) => stub(name).letGo(account),
  };
}

/** Failures by network address, through the binding THROTTLE. */
export function networkClient(
  namespace: DurableObjectNamespace<Throttle>,
  region: string,
): NetworkPort {
  const stub = (name: string) => objectNamed(namespace, name, region);
  return {
    waitMs: (name) => stub(name).waitMs(),
    failed: (name) => stub(name).failed(),
  };
}

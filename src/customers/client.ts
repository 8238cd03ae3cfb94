/** Reaches the objects that own accounts and sign-ins, behind the slice's ports. */
import type { Account } from '../../durable-objects/account.ts';
import type { Login } from '../../durable-objects/login.ts';
import type { Throttle } from '../../durable-objects/throttle.ts';
import type { AccountId } from '../kernel/ids.ts';
import { answerOf, objectNamed } from '../platform/objects.ts';
import type { AccountPort, LoginPort, NetworkPort } from './port.ts';

/** Accounts, through the binding ACCOUNT. */
export function accountClient(
  namespace: DurableObjectNamespace<Account>,
  region: string,
): AccountPort {
  const stub = (id: AccountId) => objectNamed(namespace, id, region);
  return {
    create: (id, person, how) => answerOf(stub(id).create(person, how)),
    facts: (id) => answerOf(stub(id).facts()),
    whois: (id, session) => answerOf(stub(id).whois(session)),
    openSession: (id, session, proof) => answerOf(stub(id).openSession(session, proof)),
    factor: (id, session, command) => answerOf(stub(id).factor(session, command)),
    passkey: (id, key) => answerOf(stub(id).passkey(key)),
    refresh: (id, session, counter) => answerOf(stub(id).refresh(session, counter)),
    sessions: (id) => answerOf(stub(id).sessions()),
    close: (id, which) => answerOf(stub(id).close(which)),
    change: (id, change) => answerOf(stub(id).change(change)),
    post: (id, step) => answerOf(stub(id).post(step)),
    moveEmail: (id, move) => answerOf(stub(id).moveEmail(move)),
    note: (id, happening) => answerOf(stub(id).note(happening)),
    inviteToSale: (id, sale, tier) => answerOf(stub(id).inviteToSale(sale, tier)),
    erase: (id) => answerOf(stub(id).erase()),
  };
}

/** Sign-ins by e-mail address, through the binding LOGIN. */
export function loginClient(namespace: DurableObjectNamespace<Login>, region: string): LoginPort {
  const stub = (name: string) => objectNamed(namespace, name, region);
  return {
    begin: (name, trusted) => answerOf(stub(name).begin(trusted)),
    succeeded: (name, rehashed) => answerOf(stub(name).succeeded(rehashed)),
    credentials: (name) => answerOf(stub(name).credentials()),
    add: (name, account, hash, invited) => answerOf(stub(name).add(account, hash, invited)),
    claim: (name, account) => answerOf(stub(name).claim(account)),
    setHash: (name, account, hash) => answerOf(stub(name).setHash(account, hash)),
    letGo: (name, account) => answerOf(stub(name).letGo(account)),
  };
}

/** Failures by network address, through the binding THROTTLE. */
export function networkClient(
  namespace: DurableObjectNamespace<Throttle>,
  region: string,
): NetworkPort {
  const stub = (name: string) => objectNamed(namespace, name, region);
  return {
    standing: (name) => answerOf(stub(name).standing()),
    failed: (name) => answerOf(stub(name).failed()),
  };
}

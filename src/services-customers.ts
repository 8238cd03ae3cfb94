/** The customers' part of the composition root: accounts, sign-ins, tokens and what mails say. */
import { accountClient, loginClient, networkClient } from './customers/client.ts';
import type { CustomerDependencies } from './customers/dependencies.ts';
import { undoState } from './customers/email-moves.ts';
import { linkState } from './customers/registration.ts';
import type { AccountFacts } from './customers/port.ts';
import { normalCode } from './customers/second-factor.ts';
import { NO_STATE, writeLink } from './customers/tokens.ts';
import type { LinkPurpose } from './customers/tokens.ts';
import { UNSUBSCRIBE_PATH } from './http/guards.ts';
import { required } from './kernel/assert.ts';
import { asAccountId, asSessionId } from './kernel/ids.ts';
import type { AccountReader } from './notifications/letters.ts';
import type { AccountNotice } from './notifications/notice.ts';
import { accessTokens } from './platform/access-tokens.ts';
import type { AccessTokens } from './platform/access-tokens.ts';
import type { Config } from './platform/config.ts';
import { keyedDigest, parseKeys, randomId, sealUnder, sha256 } from './platform/crypto.ts';
import type { TokenKeys } from './platform/crypto.ts';
import { newRecoveryCodes, newTotpSecret, qrOf, totpUri } from './platform/one-time-codes.ts';
import { passkeys } from './platform/passkeys.ts';
import { Passwords } from './platform/passwords.ts';
import { later } from './services-reads.ts';
import { auditClient, staffBookClient } from './staff/client.ts';
import type { AuditPort, StaffBookPort } from './staff/port.ts';

export type CustomerServices = {
  readonly staffBook: StaffBookPort;
  readonly audit: AuditPort;
  readonly customers: CustomerDependencies;
  readonly accessTokens: AccessTokens;
  /** Whom letters to accounts reach, and with which links. */
  readonly accountReader: AccountReader;
  /** Digest of an e-mail address, under a key: names a buyer where the address must not appear. */
  readonly buyerOf: (text: string) => string;
};

/** Looked up at each call, so that a test's clock is seen. */
const clock = () => Date.now();

/** The list is long, and only who chooses a password needs it. */
async function commonPasswords(): Promise<(lower: string) => boolean> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  common ??= new Set(dictionary['passwords-common'].map(String));
  const known = common;
  return (lower) => known.has(lower);
}
let common: ReadonlySet<string> | null = null;

type Link = { readonly purpose: LinkPurpose; readonly path: string };
const UNSUBSCRIBE: Link = { purpose: 'unsubscribe', path: UNSUBSCRIBE_PATH };

/** Where a letter's link leads, and what it may do there. */
function linkOf(kind: AccountNotice['kind']): Link | null {
  switch (kind) {
    case 'verify_email':
      return { purpose: 'verify', path: '/account/verify' };
    case 'email_change':
      return { purpose: 'email', path: '/account/new-email' };
    case 'email_changed':
      return { purpose: 'email_undo', path: '/account/old-email' };
    case 'reset_password':
      return { purpose: 'reset', path: '/account/reset' };
    case 'staff_invitation':
      return { purpose: 'invite', path: '/admin/invitation' };
    case 'confirm_marketing':
      return { purpose: 'marketing', path: '/account/news' };
    case 'news_welcome':
    case 'password_changed':
    case 'second_factor_changed':
    case 'identity_changed':
      return null;
  }
}

/** What a letter's link is bound to; null where that is over. */
function stateOf(purpose: LinkPurpose, facts: AccountFacts, version: number): string | null {
  if (purpose !== 'email_undo') return linkState(purpose, facts);
  const former = facts.formerEmails.find((known) => known.version === version);
  return former === undefined ? null : undoState(former);
}

/** Composes the customers over the bindings. */
export function customerServices(
  env: Env,
  { region, publicUrl, shopName }: Config,
  tokenKeys: TokenKeys,
): CustomerServices {
  const named = keyedDigest(env.NAME_KEY);
  const seal = sealUnder(tokenKeys);
  const tokens = accessTokens(env.SESSION_KEYS, publicUrl, clock);
  const logins = loginClient(env.LOGIN, region);
  const accounts = accountClient(env.ACCOUNT, region);
  const written = ({ purpose, path }: Link, { id }: AccountFacts, state: string): string => {
    const token = writeLink(seal, purpose, id, state, clock());
    return `${publicUrl}${path}?token=${encodeURIComponent(token)}`;
  };
  return {
    staffBook: staffBookClient(env.STAFF_BOOK, region),
    audit: auditClient(env.AUDIT_LOG, region),
    customers: {
      accounts,
      logins,
      networks: networkClient(env.THROTTLE, region),
      passwords: new Passwords(parseKeys('PASSWORD_KEYS', env.PASSWORD_KEYS), clock),
      accessTokens: tokens,
      seal,
      nameOf: named,
      commonPasswords,
      newAccountId: () => required(asAccountId(randomId(16)), 'random ids are account ids'),
      newSessionId: () => required(asSessionId(randomId(12)), 'random ids are session ids'),
      newNonce: () => randomId(12),
      newTotpSecret,
      totpSetup(secret, email) {
        const uri = totpUri(secret, shopName, email);
        return { uri, qr: qrOf(uri) };
      },
      newRecoveryCodes,
      recoveryDigest: (code) => sha256(normalCode(code)),
      passkeys: passkeys(publicUrl, shopName),
      clock,
      later,
    },
    accessTokens: tokens,
    accountReader: {
      facts: (id) => accounts.facts(id),
      async isTaken({ id, email }) {
        const known = await logins.credentials(named('login', email));
        return known.some(({ account, claimed }) => claimed && account !== id);
      },
      link({ kind, version }, facts) {
        const link = linkOf(kind);
        const state = link === null ? null : stateOf(link.purpose, facts, version);
        return link === null || state === null ? null : written(link, facts, state);
      },
      unsubscribe: (facts) => written(UNSUBSCRIBE, facts, NO_STATE),
    },
    buyerOf: (text) => named('buyer', text),
  };
}

/** Names a buyer where the e-mail address must not appear. */
import type { Digest } from '../kernel/random.ts';

/**
 * Digest of an e-mail address, the same however it was typed. A guess can be checked against it, so
 * it hides an address from readers of the journal, not from who already suspects it.
 */
export const buyerDigest = (email: string, digest: Digest): string =>
  digest(`buyer:${email.trim().toLowerCase()}`);

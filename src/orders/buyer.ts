/** Names a buyer where the e-mail address must not appear. */
import { normalEmail } from '../customers/email.ts';
import type { Digest } from '../kernel/random.ts';

/** Keyed digest of an e-mail address, the same however it was typed. */
export const buyerDigest = (email: string, digest: Digest): string => digest(normalEmail(email));

/** What a password must be (NIST SP 800-63B): long enough, and none that everybody tries first. */

export type PasswordFault = 'too_short' | 'too_long' | 'common' | 'is_email';

/** Characters, not bytes. */
export const MIN_PASSWORD = 8;
/** Far beyond any passphrase; it bounds what is hashed. */
export const MAX_PASSWORD = 256;

/** @param isCommon whether a lower-cased password is on the list of those tried first */
export function passwordFault(
  password: string,
  email: string,
  isCommon: (lower: string) => boolean,
): PasswordFault | null {
  const length = Array.from(password).length;
  if (length < MIN_PASSWORD) return 'too_short';
  if (length > MAX_PASSWORD) return 'too_long';
  const lower = password.toLowerCase();
  const [name = ''] = email.toLowerCase().split('@');
  if (lower === email.toLowerCase() || lower === name) return 'is_email';
  return isCommon(lower) || new Set(lower).size < 3 ? 'common' : null;
}

/** Said to the person who chose it. */
export function passwordText(fault: PasswordFault): string {
  switch (fault) {
    case 'too_short':
      return `At least ${MIN_PASSWORD} characters`;
    case 'too_long':
      return `At most ${MAX_PASSWORD} characters`;
    case 'common':
      return 'Too easy to guess: it is among the passwords tried first';
    case 'is_email':
      return 'Not your e-mail address';
  }
}

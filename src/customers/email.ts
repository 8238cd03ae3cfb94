/** E-mail addresses as the shop compares them. */

/**
 * The form under which an address is known. The part before the @ is lower-cased too: hardly any
 * provider tells `Ada@` from `ada@`, and people do not either.
 */
export const normalEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase();

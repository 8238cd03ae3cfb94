/** Who somebody is to the shop. What each role may do stands in `staff/permissions.ts`. */

export const ROLES = [
  'owner',
  'manager',
  'fulfilment',
  'support',
  'editor',
  'seller',
  'customer',
] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: string): text is Role => ROLES.some((role) => role === text);

/** The fields of a postal address, wherever one is sent. */
import { z } from '@hono/zod-openapi';

/** Text that must be there, without blanks at its ends. */
export const text = (most: number) => z.string().trim().min(1).max(most);

const CountrySchema = z
  .string()
  .regex(/^[A-Z]{2}$/, 'Two capital letters (ISO 3166-1 alpha-2)')
  .openapi({ example: 'DE' });

/** What every address has; a second line and a region may be there beside it. */
export const ADDRESS_FIELDS = {
  name: text(100),
  line1: text(200),
  city: text(100),
  postal_code: text(20),
  country: CountrySchema,
};

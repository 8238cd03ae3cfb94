/**
 * Spreadsheets run a cell that begins like a formula. What is exported has an apostrophe before it,
 * which they hide; what comes back loses it again, so that the text itself never changes.
 */

/** A formula's beginning, or one that was made harmless before. */
const BEGINS_LIKE_FORMULA = /^'*[=+\-@\t\r]/;
const MADE_HARMLESS = /^'+[=+\-@\t\r]/;

/** A cell that no spreadsheet runs. */
export const harmless = (text: string): string =>
  BEGINS_LIKE_FORMULA.test(text) ? `'${text}` : text;

/** The text that `harmless` was given. */
export const asWritten = (cell: string): string =>
  MADE_HARMLESS.test(cell) ? cell.slice(1) : cell;

/** All products as a file, a page of them at a time, so that any number passes through. */
import { rowOf } from '../admin-shapes.ts';
import { rowNumberOf } from '../product.ts';
import type { Product } from '../product.ts';
import type { Format } from './job.ts';
import { fullRow } from './merging.ts';
import { COLUMNS, recordsOf } from './shopify.ts';

/** An answer may ask the database a thousand times: so 400,000 products fit one file. */
const PRODUCTS_A_PAGE = 400;

type ProductPages = { readonly after: (row: number, limit: number) => Promise<Product[]> };
type WriteCsv = (records: readonly (readonly string[])[]) => string;

const written = (format: Format, products: readonly Product[], csv: WriteCsv): string =>
  format === 'shopify'
    ? csv(products.flatMap((product) => recordsOf(fullRow(product))))
    : products.map((product) => `${JSON.stringify(rowOf(product))}\n`).join('');

/** The parts of the file, drafts in it too. */
export async function* exported(
  format: Format,
  products: ProductPages,
  csv: WriteCsv,
): AsyncGenerator<string> {
  if (format === 'shopify') yield csv([COLUMNS]);
  for (let row = -1; ;) {
    const page = await products.after(row, PRODUCTS_A_PAGE);
    const last = page.at(-1);
    if (last !== undefined) yield written(format, page, csv);
    if (last === undefined || page.length < PRODUCTS_A_PAGE) return;
    row = rowNumberOf(last.id);
  }
}

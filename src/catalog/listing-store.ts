/**
 * The statement that brings `listing` in line with the tables it copies. Its price is that of the
 * variant shown first: the cheapest that can be bought, else the cheapest (`document.ts`).
 */

/** ?1 = JSON array of product row numbers. Rows that would not change are not written. */
export const RELIST = `
INSERT INTO listing (currency, category, product_id, price, in_stock, brand, rating, rating_count,
  released, sales)
SELECT e.currency, p.category, p.id,
  coalesce(min(iif(v.availability <> 'out_of_stock', e.amount, NULL)), min(e.amount)),
  max(v.availability <> 'out_of_stock'),
  p.brand, CAST(round(p.rating_average * 100) AS INTEGER), p.rating_count,
  coalesce(p.released, date(p.created_at / 1000, 'unixepoch')), p.sales
FROM json_each(?1) AS asked
JOIN product AS p ON p.id = asked.value
JOIN variant AS v ON v.product_id = p.id
JOIN price AS e ON e.sku = v.sku
WHERE p.status = 'published'
GROUP BY p.id, e.currency
ON CONFLICT (currency, category, product_id) DO UPDATE SET
  price = excluded.price, in_stock = excluded.in_stock, brand = excluded.brand,
  rating = excluded.rating, rating_count = excluded.rating_count,
  released = excluded.released, sales = excluded.sales
WHERE (price, in_stock, brand, rating, rating_count, released, sales) IS NOT
  (excluded.price, excluded.in_stock, excluded.brand, excluded.rating, excluded.rating_count,
    excluded.released, excluded.sales)`;

/**
 * ?1 = JSON array of product row numbers. Run before their products change: the key holds the
 * category they had.
 */
export const UNLIST = `
DELETE FROM listing WHERE (currency, category, product_id) IN (
  SELECT DISTINCT e.currency, p.category, p.id FROM json_each(?1) AS asked
  JOIN product AS p ON p.id = asked.value
  JOIN variant AS v ON v.product_id = p.id
  JOIN price AS e ON e.sku = v.sku)`;

/** ?1 = JSON array of product row numbers: their documents are to be rebuilt. */
export const MARK_CHANGED = `
INSERT INTO catalog_change (slug, version)
SELECT p.slug, p.version FROM json_each(?1) AS asked JOIN product AS p ON p.id = asked.value
WHERE true
ON CONFLICT (slug) DO UPDATE SET version = excluded.version`;

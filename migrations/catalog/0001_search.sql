-- The index of plain search. Contentless: it holds no second copy of the text. Its rowid is the product's id.
CREATE VIRTUAL TABLE `product_search` USING fts5(
	`title`,
	`brand`,
	`description`,
	`attributes`,
	content='',
	contentless_delete=1,
	tokenize='porter unicode61 remove_diacritics 2'
);

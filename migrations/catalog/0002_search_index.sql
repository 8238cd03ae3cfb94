-- The index that lists and search are answered from. It stands twice, as a and b: one serves while
-- the other is built. All of it is made of the catalogue and can be thrown away.
DROP TABLE `product_search`;
--> statement-breakpoint
DROP TABLE `listing`;
--> statement-breakpoint
DROP TABLE `attribute`;
--> statement-breakpoint
ALTER TABLE `catalog_change` ADD `product_id` integer NOT NULL DEFAULT 0;
--> statement-breakpoint
INSERT INTO `catalog_change` (`slug`, `version`, `product_id`)
SELECT `slug`, `version`, `id` FROM `product` WHERE true
ON CONFLICT (`slug`) DO UPDATE SET `product_id` = excluded.`product_id`;
--> statement-breakpoint
CREATE TABLE `search_state` (
	`id` integer PRIMARY KEY NOT NULL,
	`active` text NOT NULL,
	`building` text,
	`phase` text,
	`cursor` integer NOT NULL,
	`lease_until` integer NOT NULL,
	`started_at` integer,
	`built_at` integer,
	`products` integer NOT NULL,
	`changes` integer NOT NULL,
	`changed_at` integer
);
--> statement-breakpoint
INSERT INTO `search_state` (`id`, `active`, `cursor`, `lease_until`, `products`, `changes`)
VALUES (1, 'a', 0, 0, 0, 0);
--> statement-breakpoint
ALTER TABLE `product` DROP COLUMN `search_digest`;
--> statement-breakpoint
-- What shoppers searched for, by day.
CREATE TABLE `search_query` (
	`day` text NOT NULL,
	`q` text NOT NULL,
	`searches` integer NOT NULL,
	`empty` integer NOT NULL,
	`found` integer NOT NULL,
	`corrected` text,
	`slowest` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`day`, `q`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_synonym` (
	`id` text PRIMARY KEY NOT NULL,
	`phrases` text NOT NULL,
	`created_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_doc_a` (
	`product_id` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`digest` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `search_entry_a` (
	`product_id` integer NOT NULL,
	`currency` text NOT NULL,
	`category` text NOT NULL,
	`trail` text NOT NULL,
	`brand` text,
	`brand_name` text,
	`price` integer NOT NULL,
	`in_stock` integer NOT NULL,
	`rating` integer NOT NULL,
	`rating_count` integer NOT NULL,
	`released` text NOT NULL,
	`sales` integer NOT NULL,
	`boost` real NOT NULL,
	`traits` text NOT NULL,
	PRIMARY KEY(`product_id`, `currency`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_card_a` (
	`product_id` integer NOT NULL,
	`currency` text NOT NULL,
	`card` text NOT NULL,
	`excerpt` text NOT NULL,
	PRIMARY KEY(`product_id`, `currency`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_place_a` (
	`currency` text NOT NULL,
	`category` text NOT NULL,
	`product_id` integer NOT NULL,
	`price` integer NOT NULL,
	`rating` integer NOT NULL,
	`rating_count` integer NOT NULL,
	`released` text NOT NULL,
	`sales` integer NOT NULL,
	PRIMARY KEY(`currency`, `category`, `product_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `search_place_a_sales` ON `search_place_a` (`currency`, `category`, `sales`, `product_id`);
--> statement-breakpoint
CREATE INDEX `search_place_a_price` ON `search_place_a` (`currency`, `category`, `price`, `product_id`);
--> statement-breakpoint
CREATE INDEX `search_place_a_rating` ON `search_place_a` (`currency`, `category`, `rating`, `rating_count`, `product_id`);
--> statement-breakpoint
CREATE INDEX `search_place_a_released` ON `search_place_a` (`currency`, `category`, `released`, `product_id`);
--> statement-breakpoint
CREATE TABLE `search_shelf_a` (
	`currency` text NOT NULL,
	`category` text NOT NULL,
	`total` integer NOT NULL,
	`tally` text,
	`counted_at` integer NOT NULL,
	`stale` integer NOT NULL,
	PRIMARY KEY(`currency`, `category`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_plan_a` (
	`category` text PRIMARY KEY NOT NULL,
	`names` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_word_a` (
	`id` integer PRIMARY KEY NOT NULL,
	`word` text NOT NULL,
	`products` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_word_a_word` ON `search_word_a` (`word`);
--> statement-breakpoint
CREATE TABLE `search_completion_a` (
	`beginning` text NOT NULL,
	`weight` integer NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`beginning`, `weight`, `text`)
) WITHOUT ROWID;
--> statement-breakpoint
-- What a shopper reads of a product: its length is what bm25 weighs a hit by.
CREATE VIRTUAL TABLE `search_text_a` USING fts5(
	`title`,
	`brand`,
	`description`,
	content='',
	contentless_delete=1,
	prefix='2 3',
	tokenize='porter unicode61 remove_diacritics 2'
);
--> statement-breakpoint
-- Everything a product can be found by.
CREATE VIRTUAL TABLE `search_all_a` USING fts5(
	`title`,
	`brand`,
	`category`,
	`description`,
	`attributes`,
	`names`,
	`codes`,
	`filters`,
	content='',
	contentless_delete=1,
	tokenize='porter unicode61 remove_diacritics 2'
);
--> statement-breakpoint
-- Words by their trigrams: what a misspelt one is looked up by. Its rowid is the word's.
CREATE VIRTUAL TABLE `search_gram_a` USING fts5(
	`word`,
	content='',
	tokenize='trigram'
);
--> statement-breakpoint
CREATE TABLE `search_doc_b` (
	`product_id` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`digest` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `search_entry_b` (
	`product_id` integer NOT NULL,
	`currency` text NOT NULL,
	`category` text NOT NULL,
	`trail` text NOT NULL,
	`brand` text,
	`brand_name` text,
	`price` integer NOT NULL,
	`in_stock` integer NOT NULL,
	`rating` integer NOT NULL,
	`rating_count` integer NOT NULL,
	`released` text NOT NULL,
	`sales` integer NOT NULL,
	`boost` real NOT NULL,
	`traits` text NOT NULL,
	PRIMARY KEY(`product_id`, `currency`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_card_b` (
	`product_id` integer NOT NULL,
	`currency` text NOT NULL,
	`card` text NOT NULL,
	`excerpt` text NOT NULL,
	PRIMARY KEY(`product_id`, `currency`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_place_b` (
	`currency` text NOT NULL,
	`category` text NOT NULL,
	`product_id` integer NOT NULL,
	`price` integer NOT NULL,
	`rating` integer NOT NULL,
	`rating_count` integer NOT NULL,
	`released` text NOT NULL,
	`sales` integer NOT NULL,
	PRIMARY KEY(`currency`, `category`, `product_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `search_place_b_sales` ON `search_place_b` (`currency`, `category`, `sales`, `product_id`);
--> statement-breakpoint
CREATE INDEX `search_place_b_price` ON `search_place_b` (`currency`, `category`, `price`, `product_id`);
--> statement-breakpoint
CREATE INDEX `search_place_b_rating` ON `search_place_b` (`currency`, `category`, `rating`, `rating_count`, `product_id`);
--> statement-breakpoint
CREATE INDEX `search_place_b_released` ON `search_place_b` (`currency`, `category`, `released`, `product_id`);
--> statement-breakpoint
CREATE TABLE `search_shelf_b` (
	`currency` text NOT NULL,
	`category` text NOT NULL,
	`total` integer NOT NULL,
	`tally` text,
	`counted_at` integer NOT NULL,
	`stale` integer NOT NULL,
	PRIMARY KEY(`currency`, `category`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_plan_b` (
	`category` text PRIMARY KEY NOT NULL,
	`names` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `search_word_b` (
	`id` integer PRIMARY KEY NOT NULL,
	`word` text NOT NULL,
	`products` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_word_b_word` ON `search_word_b` (`word`);
--> statement-breakpoint
CREATE TABLE `search_completion_b` (
	`beginning` text NOT NULL,
	`weight` integer NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`beginning`, `weight`, `text`)
) WITHOUT ROWID;
--> statement-breakpoint
-- What a shopper reads of a product: its length is what bm25 weighs a hit by.
CREATE VIRTUAL TABLE `search_text_b` USING fts5(
	`title`,
	`brand`,
	`description`,
	content='',
	contentless_delete=1,
	prefix='2 3',
	tokenize='porter unicode61 remove_diacritics 2'
);
--> statement-breakpoint
-- Everything a product can be found by.
CREATE VIRTUAL TABLE `search_all_b` USING fts5(
	`title`,
	`brand`,
	`category`,
	`description`,
	`attributes`,
	`names`,
	`codes`,
	`filters`,
	content='',
	contentless_delete=1,
	tokenize='porter unicode61 remove_diacritics 2'
);
--> statement-breakpoint
-- Words by their trigrams: what a misspelt one is looked up by. Its rowid is the word's.
CREATE VIRTUAL TABLE `search_gram_b` USING fts5(
	`word`,
	content='',
	tokenize='trigram'
);

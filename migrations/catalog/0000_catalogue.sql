CREATE TABLE `attribute` (
	`product_id` integer NOT NULL,
	`name` text COLLATE NOCASE NOT NULL,
	`value` text COLLATE NOCASE NOT NULL,
	PRIMARY KEY(`product_id`, `name`, `value`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `brand` (
	`slug` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `catalog_change` (
	`slug` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `category` (
	`slug` text PRIMARY KEY NOT NULL,
	`path` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`key` text PRIMARY KEY NOT NULL,
	`fingerprint` text NOT NULL,
	`status` integer NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `listing` (
	`currency` text NOT NULL,
	`category` text NOT NULL,
	`product_id` integer NOT NULL,
	`price` integer NOT NULL,
	`in_stock` integer NOT NULL,
	`brand` text,
	`rating` integer NOT NULL,
	`rating_count` integer NOT NULL,
	`released` text NOT NULL,
	`sales` integer NOT NULL,
	PRIMARY KEY(`currency`, `category`, `product_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `price` (
	`sku` text NOT NULL,
	`currency` text NOT NULL,
	`amount` integer NOT NULL,
	`compare_at` integer,
	PRIMARY KEY(`sku`, `currency`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `product` (
	`id` integer PRIMARY KEY NOT NULL,
	`external_id` text NOT NULL,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`brand` text,
	`category` text NOT NULL,
	`description` text NOT NULL,
	`mpn` text,
	`released` text,
	`tags` text NOT NULL,
	`attributes` text NOT NULL,
	`images` text NOT NULL,
	`rating_average` real NOT NULL,
	`rating_count` integer NOT NULL,
	`sales` integer NOT NULL,
	`seller_id` text NOT NULL,
	`status` text NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`digest` text NOT NULL,
	`search_digest` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `product_slug_unique` ON `product` (`slug`);--> statement-breakpoint
CREATE TABLE `variant` (
	`sku` text PRIMARY KEY NOT NULL,
	`product_id` integer NOT NULL,
	`position` integer NOT NULL,
	`options` text NOT NULL,
	`gtin` text,
	`image` text,
	`availability` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `variant_product` ON `variant` (`product_id`);--> statement-breakpoint
CREATE TABLE `write_guard` (
	`stale` integer NOT NULL,
	CONSTRAINT "planned_on_current_rows" CHECK("write_guard"."stale" = 0)
);

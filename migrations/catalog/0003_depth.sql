CREATE TABLE `category_pin` (
	`category` text NOT NULL,
	`product_id` integer NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`product_id`, `category`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `category_pin_category` ON `category_pin` (`category`);--> statement-breakpoint
CREATE TABLE `slug_redirect` (
	`slug` text PRIMARY KEY NOT NULL,
	`product_id` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `slug_redirect_product` ON `slug_redirect` (`product_id`);--> statement-breakpoint
ALTER TABLE `price` ADD `schedule` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `product` ADD `attribute_groups` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `product` ADD `links` text DEFAULT '{"related":[],"accessories":[]}' NOT NULL;--> statement-breakpoint
ALTER TABLE `product` ADD `translations` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `product` ADD `publish_from` integer;--> statement-breakpoint
ALTER TABLE `product` ADD `publish_until` integer;--> statement-breakpoint
ALTER TABLE `product` ADD `next_change_at` integer;--> statement-breakpoint
CREATE INDEX `product_next_change` ON `product` (`next_change_at`) WHERE "product"."next_change_at" IS NOT NULL;
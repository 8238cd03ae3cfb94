CREATE TABLE `seller` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`commission` integer NOT NULL,
	`created_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `product_seller` ON `product` (`seller_id`,`slug`) WHERE `seller_id` <> 'house';
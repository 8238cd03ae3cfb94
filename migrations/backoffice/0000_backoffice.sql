CREATE TABLE `order_row` (
	`placed_at` integer NOT NULL,
	`id` text NOT NULL,
	`version` integer NOT NULL,
	`number` text NOT NULL,
	`status` text NOT NULL,
	`currency` text NOT NULL,
	`total` integer NOT NULL,
	`captured` integer NOT NULL,
	`refunded` integer NOT NULL,
	`buyer` text NOT NULL,
	`country` text NOT NULL,
	`lines` text NOT NULL,
	`attention` text,
	PRIMARY KEY(`placed_at`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `order_row_number` ON `order_row` (`number`);--> statement-breakpoint
CREATE TABLE `notification` (
	`key` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`not_before` integer NOT NULL,
	`detail` text NOT NULL,
	`updated_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `dead_letter` (
	`key` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`body` text NOT NULL,
	`reason` text NOT NULL,
	`times` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `coupon` (
	`code` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`value` integer NOT NULL,
	`currency` text NOT NULL,
	`minimum` integer NOT NULL,
	`starts_at` integer,
	`ends_at` integer,
	`total_limit` integer,
	`per_customer_limit` integer,
	`combinable` integer NOT NULL,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL
) WITHOUT ROWID;

CREATE TABLE `order_row_scratch` (
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
CREATE TABLE `rebuild` (
	`id` text PRIMARY KEY NOT NULL,
	`step` integer NOT NULL,
	`phase` text NOT NULL,
	`body` text NOT NULL,
	`started_at` integer NOT NULL,
	`claimed_until` integer NOT NULL
) WITHOUT ROWID;

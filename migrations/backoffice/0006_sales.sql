CREATE TABLE `sale` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`skus` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`stopped_at` integer
);
--> statement-breakpoint
CREATE INDEX `sale_ends` ON `sale` (`ends_at`);--> statement-breakpoint
CREATE INDEX `sale_created` ON `sale` (`created_at`,`id`);
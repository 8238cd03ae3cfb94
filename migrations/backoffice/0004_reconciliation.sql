CREATE TABLE `reconciliation_difference` (
	`run_id` integer NOT NULL,
	`position` integer NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`order_id` text,
	`outcome` text NOT NULL,
	`reason` text NOT NULL,
	PRIMARY KEY(`run_id`, `position`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `reconciliation` (
	`id` integer PRIMARY KEY NOT NULL,
	`ended_at` integer,
	`trigger` text NOT NULL,
	`request_key` text,
	`checked` text NOT NULL,
	`counts` text NOT NULL,
	`failures` text NOT NULL,
	`cursors` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reconciliation_request_key` ON `reconciliation` (`request_key`);
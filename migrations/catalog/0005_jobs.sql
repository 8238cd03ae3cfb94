CREATE TABLE `catalog_job` (
	`id` text PRIMARY KEY NOT NULL,
	`step` integer NOT NULL,
	`running` integer NOT NULL,
	`claimed_until` integer NOT NULL,
	`cancel` integer NOT NULL,
	`started_at` integer NOT NULL,
	`body` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `catalog_job_name` (
	`job` text NOT NULL,
	`name` text NOT NULL,
	`line` integer NOT NULL,
	PRIMARY KEY(`job`, `name`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `catalog_job_note` (
	`job` text NOT NULL,
	`kind` text NOT NULL,
	`line` integer NOT NULL,
	`name` text NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`job`, `kind`, `line`, `text`)
) WITHOUT ROWID;

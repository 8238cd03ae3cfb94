ALTER TABLE `dead_letter` ADD `state` text DEFAULT 'waiting' NOT NULL;--> statement-breakpoint
ALTER TABLE `dead_letter` ADD `settled_at` integer;--> statement-breakpoint
ALTER TABLE `dead_letter` ADD `note` text;--> statement-breakpoint
CREATE INDEX `dead_letter_state` ON `dead_letter` (`state`,`last_at`);
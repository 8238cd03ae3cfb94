-- How many databases each generation of the index was built into: 0 for this one alone.
ALTER TABLE `search_state` ADD `shards_a` integer;
--> statement-breakpoint
ALTER TABLE `search_state` ADD `shards_b` integer;

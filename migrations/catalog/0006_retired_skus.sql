CREATE TABLE `retired_sku` (
	`sku` text PRIMARY KEY NOT NULL,
	`seller_id` text NOT NULL
) WITHOUT ROWID;

-- A shelf narrowed by brand reads that brand's rows and no others.
CREATE INDEX `search_entry_a_brand` ON `search_entry_a` (`currency`, `brand`, `category`) WHERE `brand` IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `search_entry_b_brand` ON `search_entry_b` (`currency`, `brand`, `category`) WHERE `brand` IS NOT NULL;

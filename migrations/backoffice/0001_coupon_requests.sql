ALTER TABLE `coupon` ADD `request_key` text;--> statement-breakpoint
ALTER TABLE `coupon` ADD `request_fingerprint` text;--> statement-breakpoint
CREATE UNIQUE INDEX `coupon_request_key` ON `coupon` (`request_key`);
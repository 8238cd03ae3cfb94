CREATE TABLE `data_care` (
	`job` text PRIMARY KEY NOT NULL,
	`body` text NOT NULL
);

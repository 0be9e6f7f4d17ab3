-- up, step 1
CREATE TABLE `things` (
    `id` binary(16) NOT NULL DEFAULT (unhex(replace(uuid(), '-', ''))),
    `small` smallint NOT NULL DEFAULT -1,
    `four` float NOT NULL DEFAULT 0.5,
    `eight` double NOT NULL DEFAULT -0.25,
    `date` date NOT NULL DEFAULT '2020-01-31',
    `today` date NOT NULL DEFAULT (utc_date()),
    `time` time(6) NOT NULL DEFAULT '12:34:56.789',
    `clock` time(6) NOT NULL DEFAULT (utc_time(6)),
    `uuid` binary(16),
    `json` json NOT NULL DEFAULT ('{"a": 1}'),
    `json_text` json NOT NULL DEFAULT ('[1]'),
    `binary` longblob,
    `hash` varbinary(32),
    `place` char(9) NOT NULL DEFAULT ('here'),
    PRIMARY KEY (`id`),
    CONSTRAINT `uq_things_uuid` UNIQUE (`uuid`),
    INDEX `ix_things_hash` (`hash`)
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `things`;

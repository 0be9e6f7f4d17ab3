-- up: type-of-key-column: mysql cannot alter column `code` of `countries`: the foreign key `fk_cities_country` joins it to another column; drop that key, alter both columns, and add it again
-- up: type-of-key-column: mysql cannot alter column `country` of `cities`: the foreign key `fk_cities_country` joins it to another column; drop that key, alter both columns, and add it again

-- down: type-of-key-column: mysql cannot alter column `country` of `cities`: the foreign key `fk_cities_country` joins it to another column; drop that key, alter both columns, and add it again
-- down: type-of-key-column: mysql cannot alter column `code` of `countries`: the foreign key `fk_cities_country` joins it to another column; drop that key, alter both columns, and add it again

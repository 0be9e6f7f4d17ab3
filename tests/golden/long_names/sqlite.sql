-- up, step 1
-- makes `a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may` anew
CREATE TABLE "covet_new_a_table_whose_name_has_sixty_three_b_194faa34766e" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be" VARCHAR(21) NOT NULL,
    CONSTRAINT "uq_a_table_whose_name_has_sixty_three_bytes_wh_3a83303c4e9d" UNIQUE ("a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be")
);
INSERT INTO "covet_new_a_table_whose_name_has_sixty_three_b_194faa34766e" ("id", "a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be")
    SELECT "id", "a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be"
    FROM "a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_a_table_whose_name_has_sixty_three_b_194faa34766e';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_a_table_whose_name_has_sixty_three_b_194faa34766e', seq FROM main.sqlite_sequence WHERE name = 'a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may';
DROP TABLE "a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may";
ALTER TABLE "covet_new_a_table_whose_name_has_sixty_three_b_194faa34766e" RENAME TO "a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may";
CREATE INDEX "ix_a_table_whose_name_has_sixty_three_bytes_wh_4eaeb1a4d9bc" ON "a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may" ("a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be");

-- down, step 1
-- makes `a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may` anew
CREATE TABLE "covet_new_a_table_whose_name_has_sixty_three_b_194faa34766e" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be" VARCHAR(20) NOT NULL,
    CONSTRAINT "uq_a_table_whose_name_has_sixty_three_bytes_wh_3a83303c4e9d" UNIQUE ("a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be")
);
INSERT INTO "covet_new_a_table_whose_name_has_sixty_three_b_194faa34766e" ("id", "a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be")
    SELECT "id", "a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be"
    FROM "a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_a_table_whose_name_has_sixty_three_b_194faa34766e';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_a_table_whose_name_has_sixty_three_b_194faa34766e', seq FROM main.sqlite_sequence WHERE name = 'a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may';
DROP TABLE "a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may";
ALTER TABLE "covet_new_a_table_whose_name_has_sixty_three_b_194faa34766e" RENAME TO "a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may";
CREATE INDEX "ix_a_table_whose_name_has_sixty_three_bytes_wh_4eaeb1a4d9bc" ON "a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may" ("a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be");

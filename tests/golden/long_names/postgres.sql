-- up, step 1
ALTER TABLE "a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may" ALTER COLUMN "a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be" TYPE varchar(21);

-- down, step 1
ALTER TABLE "a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may" ALTER COLUMN "a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be" TYPE varchar(20);

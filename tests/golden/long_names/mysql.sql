-- up, step 1
ALTER TABLE `a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may` MODIFY COLUMN `a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be` varchar(21) NOT NULL, LOCK=NONE;

-- down, step 1
ALTER TABLE `a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may` MODIFY COLUMN `a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be` varchar(20) NOT NULL;

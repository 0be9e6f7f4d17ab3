-- up, step 1
ALTER TABLE `notes` COMMENT='';

-- up, step 2
ALTER TABLE `silent` COMMENT='said "at last"';

-- down, step 1
ALTER TABLE `silent` COMMENT='';

-- down, step 2
ALTER TABLE `notes` COMMENT='what people ''wrote''';

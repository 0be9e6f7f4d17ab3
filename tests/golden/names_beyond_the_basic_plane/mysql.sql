-- up: bad-name: mysql cannot create table `😀`: the name `😀` has a character beyond U+FFFF; choose another name
-- up: bad-name: mysql cannot create table `😀`: the name `😁` has a character beyond U+FFFF; choose another name
-- up: bad-name: mysql cannot create table `😀`: the name `ix_😀_😁` has a character beyond U+FFFF; choose another name

-- down, step 1
DROP TABLE `😀`;

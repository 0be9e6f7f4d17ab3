-- up: bad-name: mysql cannot create table `😀`: the name `😀` has a character beyond U+FFFF; choose another name, or leave `mysql` out of `targets` in covet.toml
-- up: bad-name: mysql cannot create table `😀`: the name `😁` has a character beyond U+FFFF; choose another name, or leave `mysql` out of `targets` in covet.toml
-- up: bad-name: mysql cannot create table `😀`: the name `ix_😀_😁` has a character beyond U+FFFF; choose another name, or leave `mysql` out of `targets` in covet.toml

-- down, step 1
DROP TABLE `😀`;

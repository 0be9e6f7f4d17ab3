-- up: bad-comment: mysql cannot create table `t`: a backslash in a comment means one thing in some sessions and another in others; leave it out

-- down, step 1
DROP TABLE `t`;

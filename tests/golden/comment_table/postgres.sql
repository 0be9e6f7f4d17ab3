-- up, step 1
COMMENT ON TABLE "notes" IS NULL;

-- up, step 2
COMMENT ON TABLE "silent" IS 'said "at last"';

-- down, step 1
COMMENT ON TABLE "silent" IS NULL;

-- down, step 2
COMMENT ON TABLE "notes" IS 'what people ''wrote''';

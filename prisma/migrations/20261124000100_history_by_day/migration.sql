-- Written by hand.

-- Each day's entries are anchored the next morning. They lie together, as history only grows: a block range index finds them and takes no room.
CREATE INDEX "hazard_history_at" ON "hazard_history" USING brin ("at") WITH (pages_per_range = 32, autosummarize = on) WHERE "at" IS NOT NULL;
-- Entries that were committed after their day had been anchored: few, if any.
CREATE INDEX "hazard_history_late" ON "hazard_history" (("data" -> '$' ->> 'late')) WHERE ("data" -> '$' ->> 'late') IS NOT NULL;

-- Photos that look alike differ in at most 4 of 64 bits, so that one of five pieces of their hashes is the same (src/store/photo-uses.ts).
CREATE INDEX "media_file_looks_1" ON "media_file" (substr("perceptual_hash", 1, 3)) WHERE "perceptual_hash" IS NOT NULL;
CREATE INDEX "media_file_looks_2" ON "media_file" (substr("perceptual_hash", 4, 3)) WHERE "perceptual_hash" IS NOT NULL;
CREATE INDEX "media_file_looks_3" ON "media_file" (substr("perceptual_hash", 7, 3)) WHERE "perceptual_hash" IS NOT NULL;
CREATE INDEX "media_file_looks_4" ON "media_file" (substr("perceptual_hash", 10, 3)) WHERE "perceptual_hash" IS NOT NULL;
CREATE INDEX "media_file_looks_5" ON "media_file" (substr("perceptual_hash", 13, 4)) WHERE "perceptual_hash" IS NOT NULL;

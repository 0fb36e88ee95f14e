-- Written by hand.

-- Photos of items that were there before photo_use was: they count as shown before, too.
INSERT INTO "photo_use" ("hash", "number", "phase", "at")
SELECT photo ->> 'hash', h."number", shown.phase, min((photo -> 'at' ->> '$date')::timestamptz)
FROM "hazard" h
  CROSS JOIN LATERAL (VALUES ('before', h."state" -> 'photosBefore'), ('after', h."state" -> 'photosAfter'), ('after', h."state" -> 'earlierPhotos'))
    AS shown (phase, photos)
  CROSS JOIN LATERAL jsonb_array_elements(coalesce(shown.photos, '[]'::jsonb)) AS photo
GROUP BY 1, 2, 3
ON CONFLICT DO NOTHING;

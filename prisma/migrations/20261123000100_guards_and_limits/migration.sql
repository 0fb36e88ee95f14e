-- History only grows: whoever tries to change or delete a row is refused by the database itself, superusers of the application included.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'hazard_history is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER hazard_history_append_only BEFORE UPDATE OR DELETE ON hazard_history FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER hazard_history_no_truncate BEFORE TRUNCATE ON hazard_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A hazard row is never deleted either: it ends as rejected, withdrawn, merged or archived.
CREATE FUNCTION refuse_hazard_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'hazards are never deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER hazard_not_deleted BEFORE DELETE ON hazard FOR EACH ROW EXECUTE FUNCTION refuse_hazard_delete();

ALTER TABLE hazard ADD CONSTRAINT hazard_status_known CHECK (status IN
  ('reported', 'classified', 'assigned', 'rectifying', 'submitted', 'closed', 'archived', 'rejected', 'merged', 'withdrawn'));
ALTER TABLE hazard ADD CONSTRAINT hazard_level_known CHECK (level IN ('一般', '较大', '重大'));
ALTER TABLE outbox_message ADD CONSTRAINT outbox_status_known CHECK (status IN ('queued', 'sent', 'parked', 'dropped'));
ALTER TABLE inbox_message ADD CONSTRAINT inbox_status_known CHECK (status IN ('pending', 'processed', 'failed', 'kept'));

-- The hot questions touch only what is still to do, however long the tables grow.
CREATE INDEX inbox_pending ON inbox_message (lane, seq) WHERE status = 'pending';
CREATE INDEX outbox_queued ON outbox_message (lane, urgent DESC, seq) WHERE status = 'queued';
-- Few: only what waits for its next try. Every question "may this go?" asks whether one of them stands before it.
CREATE INDEX outbox_retrying ON outbox_message (lane, seq) WHERE status = 'queued' AND retry_at IS NOT NULL;
CREATE INDEX outbox_due ON outbox_message (not_before) WHERE status = 'queued';
CREATE INDEX outbox_parked ON outbox_message (created_at) WHERE status = 'parked';
CREATE INDEX hazard_open_due ON hazard (step_due_at) WHERE status IN ('reported', 'classified', 'assigned', 'rectifying', 'submitted');

-- Figures for a whole city leave confidential items out.
CREATE INDEX hazard_counted ON hazard (status, level, deadline, step_due_at) WHERE NOT sensitive AND NOT withheld_from_school;
CREATE INDEX inbox_given_up ON inbox_message (status) WHERE status IN ('failed', 'kept');

-- The last four digits of a number are enough among open items (design §3.5).
CREATE INDEX hazard_open_tail ON hazard (right(number, 4)) WHERE status IN ('reported', 'classified', 'assigned', 'rectifying', 'submitted');

-- Takes one use of every limit, or of none. Each limit's time is cut into six slots of whole milliseconds; a slot counts until it is wholly
-- out of the window, so that a platform whose window slides never sees more than max. Keys come sorted: two processes lock them in the same
-- order. Returns null when taken, else the time from which there is room.
CREATE FUNCTION take_slots(keys text[], maxes int[], seconds int[], at timestamptz) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
  free_at timestamptz := NULL;
  used_now int;
  oldest timestamptz;
  slots interval[];
BEGIN
  FOR i IN 1 .. cardinality(keys) LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended(keys[i], 20));
    slots[i] := ceil(seconds[i] * 1000.0 / 6) * interval '1 millisecond';
  END LOOP;
  FOR i IN 1 .. cardinality(keys) LOOP
    SELECT coalesce(sum(used), 0), min(starts_at) INTO used_now, oldest FROM limit_use
      WHERE key = keys[i] AND starts_at > at - make_interval(secs => seconds[i]) - slots[i] AND used > 0;
    IF used_now >= maxes[i] THEN
      free_at := greatest(free_at, oldest + make_interval(secs => seconds[i]) + slots[i], at + interval '1 millisecond');
    END IF;
  END LOOP;
  IF free_at IS NOT NULL THEN
    RETURN free_at;
  END IF;
  FOR i IN 1 .. cardinality(keys) LOOP
    INSERT INTO limit_use AS u (key, starts_at, used) VALUES (keys[i], date_bin(slots[i], at, timestamptz '2000-01-01'), 1)
      ON CONFLICT (key, starts_at) DO UPDATE SET used = u.used + 1;
  END LOOP;
  RETURN NULL;
END $$;

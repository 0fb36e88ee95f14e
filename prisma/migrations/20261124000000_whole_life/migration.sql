-- AlterTable
ALTER TABLE "hazard" ADD COLUMN     "wake_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "photo_use" (
    "hash" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "photo_use_pkey" PRIMARY KEY ("hash","number","phase")
);

-- CreateTable
CREATE TABLE "history_anchor" (
    "day" DATE NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "entries" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "previous_hash" TEXT,
    "hash" TEXT NOT NULL,

    CONSTRAINT "history_anchor_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "purge_run" (
    "id" SERIAL NOT NULL,
    "before" DATE NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "counts" JSONB NOT NULL,

    CONSTRAINT "purge_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purged_photo" (
    "hash" TEXT NOT NULL,
    "purged_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "purged_photo_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "policy_change" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "policy_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "absence" (
    "id" SERIAL NOT NULL,
    "person_id" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "absence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice" (
    "id" SERIAL NOT NULL,
    "person_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "hazard_number" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "outbox_id" TEXT,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "photo_use_number_idx" ON "photo_use"("number");

-- CreateIndex
CREATE UNIQUE INDEX "history_anchor_seq_key" ON "history_anchor"("seq");

-- CreateIndex
CREATE INDEX "policy_change_key_id_idx" ON "policy_change"("key", "id");

-- CreateIndex
CREATE INDEX "absence_person_id_until_idx" ON "absence"("person_id", "until");

-- CreateIndex
CREATE UNIQUE INDEX "notice_person_id_kind_hazard_number_not_before_key" ON "notice"("person_id", "kind", "hazard_number", "not_before");

-- CreateIndex
CREATE INDEX "person_deputy_id_idx" ON "person"("deputy_id");

-- Everything below is written by hand.

-- What falls due by itself is asked for every few seconds, and touches only what is still open.
CREATE INDEX "hazard_wake" ON "hazard" ("wake_at") WHERE "wake_at" IS NOT NULL;
CREATE INDEX "notice_waiting" ON "notice" ("not_before") WHERE "outbox_id" IS NULL;
UPDATE "hazard" SET "wake_at" = "step_due_at" WHERE "status" IN ('reported', 'classified', 'assigned', 'rectifying', 'submitted');

-- A process of the version before this one knows nothing of wake_at: what it writes is woken when its step is due.
CREATE FUNCTION keep_hazard_awake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.wake_at := coalesce(NEW.wake_at, NEW.step_due_at);
  ELSIF NEW.step_due_at IS DISTINCT FROM OLD.step_due_at AND NEW.wake_at IS NOT DISTINCT FROM OLD.wake_at THEN
    NEW.wake_at := least(NEW.wake_at, NEW.step_due_at);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hazard_kept_awake BEFORE INSERT OR UPDATE ON "hazard" FOR EACH ROW EXECUTE FUNCTION keep_hazard_awake();

-- Anchors, purges and changes of the policy only grow, as history does.
CREATE FUNCTION refuse_change_of_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER history_anchor_append_only BEFORE UPDATE OR DELETE ON "history_anchor" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record();
CREATE TRIGGER history_anchor_no_truncate BEFORE TRUNCATE ON "history_anchor" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_record();
CREATE TRIGGER purge_run_append_only BEFORE UPDATE OR DELETE ON "purge_run" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record();
CREATE TRIGGER policy_change_append_only BEFORE UPDATE OR DELETE ON "policy_change" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record();
-- Words may be removed by the retention rule; nobody may put others in their place.
CREATE TRIGGER history_text_not_altered BEFORE UPDATE ON "history_text" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record();

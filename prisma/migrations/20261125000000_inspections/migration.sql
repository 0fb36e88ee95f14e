-- CreateTable
CREATE TABLE "duty" (
    "id" BIGSERIAL NOT NULL,
    "rule" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "school_code" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "to" DATE NOT NULL,
    "name" TEXT NOT NULL,
    "required" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "done_on" DATE,
    "waived" TEXT,
    "stages_sent" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "next_stage_at" TIMESTAMPTZ(3),
    "planned_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "duty_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inspection" (
    "id" TEXT NOT NULL,
    "school_code" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "backdated" BOOLEAN NOT NULL DEFAULT false,
    "grids" TEXT[],
    "rules" TEXT[],
    "result" TEXT,
    "words" TEXT NOT NULL,
    "photos" JSONB NOT NULL DEFAULT '[]',
    "position" TEXT,
    "hazards" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "draw_id" TEXT,
    "cause_type" TEXT NOT NULL,
    "cause_id" TEXT NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "inspection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inspection_amendment" (
    "id" SERIAL NOT NULL,
    "inspection_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "before" JSONB NOT NULL,

    CONSTRAINT "inspection_amendment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reminder" (
    "id" BIGSERIAL NOT NULL,
    "recipient" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "to" DATE NOT NULL,
    "name" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reminder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "digest" (
    "recipient" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "outbox_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "digest_pkey" PRIMARY KEY ("recipient","day")
);

-- CreateTable
CREATE TABLE "draw" (
    "id" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "on" DATE NOT NULL,
    "count" INTEGER NOT NULL,
    "inspectors" TEXT[],
    "sealed" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "revealed_at" TIMESTAMPTZ(3),

    CONSTRAINT "draw_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "duty_unit_code_to_id_idx" ON "duty"("unit_code", "to", "id");

-- CreateIndex
CREATE INDEX "duty_school_code_to_id_idx" ON "duty"("school_code", "to", "id");

-- CreateIndex
CREATE INDEX "duty_rule_to_id_idx" ON "duty"("rule", "to", "id");

-- CreateIndex
CREATE INDEX "duty_to_id_idx" ON "duty"("to", "id");

-- CreateIndex
CREATE UNIQUE INDEX "duty_school_code_rule_from_unit_code_name_key" ON "duty"("school_code", "rule", "from", "unit_code", "name");

-- CreateIndex
CREATE INDEX "inspection_school_code_day_idx" ON "inspection"("school_code", "day");

-- CreateIndex
CREATE INDEX "inspection_person_id_at_idx" ON "inspection"("person_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "inspection_cause_type_cause_id_school_code_key" ON "inspection"("cause_type", "cause_id", "school_code");

-- CreateIndex
CREATE INDEX "inspection_amendment_inspection_id_idx" ON "inspection_amendment"("inspection_id");

-- CreateIndex
CREATE INDEX "reminder_not_before_recipient_idx" ON "reminder"("not_before", "recipient");

-- CreateIndex
CREATE UNIQUE INDEX "reminder_recipient_unit_code_rule_from_name_stage_key" ON "reminder"("recipient", "unit_code", "rule", "from", "name", "stage");

-- CreateIndex
CREATE INDEX "digest_day_idx" ON "digest"("day");

-- CreateIndex
CREATE INDEX "draw_on_idx" ON "draw"("on");

-- AddForeignKey
ALTER TABLE "inspection_amendment" ADD CONSTRAINT "inspection_amendment_inspection_id_fkey" FOREIGN KEY ("inspection_id") REFERENCES "inspection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Written by hand from here on.

-- What is to be reminded of next: only duties that still have a stage to come.
CREATE INDEX "duty_next_stage_at" ON "duty" ("next_stage_at", "unit_code") WHERE "next_stage_at" IS NOT NULL;
-- What a grid still has to do: few of all duties that ever were. With its first day, so that all of a city are counted from the index alone.
CREATE INDEX "duty_unfinished" ON "duty" ("unit_code", "to", "from") WHERE "waived" IS NULL AND "done" < "required";

-- A morning changes a small part of a table that grows for years. Left lying until a fifth of it is dead, those rows would have to be walked
-- past by whoever asks every few seconds what is due.
ALTER TABLE "duty" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

CREATE INDEX "duty_waived" ON "duty" ("to", "id") WHERE "waived" IS NOT NULL;
-- Whether a photo was shown before.
CREATE INDEX "inspection_photos" ON "inspection" USING gin ("photos" jsonb_path_ops) WITH (fastupdate = off) WHERE "photos" <> '[]';

-- What the bot started by itself, by person: few of all messages, looked at for a week.
CREATE INDEX "outbox_started" ON "outbox_message" ("person_id", "created_at") WHERE "channel" IS NULL AND "kind" NOT IN ('reply', 'redraw');

-- A draw cannot be altered, nor taken back: it is revealed once.
CREATE FUNCTION keep_draw_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.revealed_at IS NULL AND NEW.revealed_at IS NOT NULL
    AND to_jsonb(NEW) - 'revealed_at' = to_jsonb(OLD) - 'revealed_at' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a draw is sealed: % refused', TG_OP;
END $$;
CREATE TRIGGER draw_sealed BEFORE UPDATE OR DELETE ON "draw" FOR EACH ROW EXECUTE FUNCTION keep_draw_sealed();
CREATE INDEX "draw_to_reveal" ON "draw" ("on") WHERE "revealed_at" IS NULL;

-- CreateTable
CREATE TABLE "unit" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sector_parent_code" TEXT,
    "territorial_parent_code" TEXT,
    "students" INTEGER,
    "boarders" INTEGER,
    "canteen" BOOLEAN,
    "school_bus" BOOLEAN,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "unit_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "unit_alias" (
    "unit_code" TEXT NOT NULL,
    "alias" TEXT NOT NULL,

    CONSTRAINT "unit_alias_pkey" PRIMARY KEY ("unit_code","alias")
);

-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "phone" TEXT,
    "plain_text" BOOLEAN NOT NULL DEFAULT false,
    "deputy_id" TEXT,
    "status" TEXT NOT NULL DEFAULT '在岗',
    "directory_asked_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_role" (
    "person_id" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "title" TEXT,

    CONSTRAINT "person_role_pkey" PRIMARY KEY ("person_id","unit_code","role")
);

-- CreateTable
CREATE TABLE "account" (
    "channel" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "bound_by" TEXT NOT NULL,
    "bound_at" TIMESTAMPTZ(3) NOT NULL,
    "last_active_at" TIMESTAMPTZ(3),
    "unreachable" TEXT,

    CONSTRAINT "account_pkey" PRIMARY KEY ("channel","account")
);

-- CreateTable
CREATE TABLE "binding_request" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,

    CONSTRAINT "binding_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "place" (
    "id" SERIAL NOT NULL,
    "unit_code" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "area" TEXT NOT NULL,
    "venue" TEXT NOT NULL DEFAULT '',
    "spot" TEXT NOT NULL DEFAULT '',
    "person_id" TEXT,
    "upper_person_id" TEXT,
    "duty" TEXT,
    "risk" TEXT,
    "frequency" TEXT,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "place_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pairing" (
    "leader_id" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,

    CONSTRAINT "pairing_pkey" PRIMARY KEY ("leader_id","unit_code")
);

-- CreateTable
CREATE TABLE "chat_group" (
    "id" SERIAL NOT NULL,
    "unit_code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "secret" TEXT,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "chat_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendar_entry" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "to" DATE NOT NULL,
    "multiplier" DOUBLE PRECISION,
    "focus" TEXT[],
    "applies_to" TEXT NOT NULL DEFAULT '全部',

    CONSTRAINT "calendar_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "duty_roster" (
    "date" DATE NOT NULL,
    "unit_code" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,

    CONSTRAINT "duty_roster_pkey" PRIMARY KEY ("date","unit_code","person_id","kind")
);

-- CreateTable
CREATE TABLE "hazard" (
    "number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "urgent" BOOLEAN NOT NULL,
    "sensitive" BOOLEAN NOT NULL,
    "withheld_from_school" BOOLEAN NOT NULL DEFAULT false,
    "unit_code" TEXT NOT NULL,
    "place_id" INTEGER,
    "reporter_id" TEXT,
    "reporter_account" TEXT,
    "assignee_id" TEXT,
    "deadline" TIMESTAMPTZ(3),
    "step_due_at" TIMESTAMPTZ(3),
    "reported_at" TIMESTAMPTZ(3) NOT NULL,
    "state" JSONB NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "hazard_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "hazard_history" (
    "number" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT,
    "event" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "previous_hash" TEXT,

    CONSTRAINT "hazard_history_pkey" PRIMARY KEY ("number","seq")
);

-- CreateTable
CREATE TABLE "history_text" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "history_text_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hazard_counter" (
    "month" TEXT NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "hazard_counter_pkey" PRIMARY KEY ("month")
);

-- CreateTable
CREATE TABLE "media_file" (
    "hash" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "width" INTEGER,
    "height" INTEGER,
    "perceptual_hash" TEXT,
    "taken_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "media_file_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "session" (
    "key" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "inbox_message" (
    "id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "retry_at" TIMESTAMPTZ(3),
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_message" (
    "id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "lane" TEXT NOT NULL,
    "person_id" TEXT,
    "group_id" INTEGER,
    "channel" TEXT,
    "account" TEXT,
    "kind" TEXT NOT NULL,
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "body" JSONB NOT NULL,
    "text" TEXT NOT NULL,
    "actions" JSONB NOT NULL,
    "mentions" TEXT[],
    "cause_type" TEXT NOT NULL,
    "cause_id" TEXT NOT NULL,
    "hazard_number" TEXT,
    "sensitive" BOOLEAN NOT NULL DEFAULT false,
    "card_open" BOOLEAN NOT NULL DEFAULT false,
    "redraws" TEXT,
    "correlation_id" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "retry_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "platform_id" TEXT,
    "update_token" TEXT,

    CONSTRAINT "outbox_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lane" (
    "key" TEXT NOT NULL,
    "owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "wakeups" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "lane_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "limit_use" (
    "key" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "used" INTEGER NOT NULL,

    CONSTRAINT "limit_use_pkey" PRIMARY KEY ("key","starts_at")
);

-- CreateTable
CREATE TABLE "channel_pause" (
    "channel" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "channel_pause_pkey" PRIMARY KEY ("channel")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "access_token" (
    "key" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "refreshing_until" TIMESTAMPTZ(3),

    CONSTRAINT "access_token_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "media_upload" (
    "key" TEXT NOT NULL,
    "media_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "media_upload_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "virtual_clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "now" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "virtual_clock_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "unit_sector_parent_code_idx" ON "unit"("sector_parent_code");

-- CreateIndex
CREATE INDEX "unit_territorial_parent_code_idx" ON "unit"("territorial_parent_code");

-- CreateIndex
CREATE INDEX "unit_alias_alias_idx" ON "unit_alias"("alias");

-- CreateIndex
CREATE INDEX "person_name_idx" ON "person"("name");

-- CreateIndex
CREATE INDEX "person_phone_idx" ON "person"("phone");

-- CreateIndex
CREATE INDEX "person_role_unit_code_role_idx" ON "person_role"("unit_code", "role");

-- CreateIndex
CREATE INDEX "account_person_id_idx" ON "account"("person_id");

-- CreateIndex
CREATE INDEX "binding_request_channel_account_idx" ON "binding_request"("channel", "account");

-- CreateIndex
CREATE INDEX "place_person_id_idx" ON "place"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "place_unit_code_tier_area_venue_spot_key" ON "place"("unit_code", "tier", "area", "venue", "spot");

-- CreateIndex
CREATE INDEX "pairing_unit_code_idx" ON "pairing"("unit_code");

-- CreateIndex
CREATE UNIQUE INDEX "chat_group_unit_code_name_key" ON "chat_group"("unit_code", "name");

-- CreateIndex
CREATE UNIQUE INDEX "calendar_entry_kind_name_from_key" ON "calendar_entry"("kind", "name", "from");

-- CreateIndex
CREATE INDEX "hazard_unit_code_status_idx" ON "hazard"("unit_code", "status");

-- CreateIndex
CREATE INDEX "hazard_assignee_id_status_idx" ON "hazard"("assignee_id", "status");

-- CreateIndex
CREATE INDEX "hazard_reporter_id_reported_at_idx" ON "hazard"("reporter_id", "reported_at");

-- CreateIndex
CREATE INDEX "hazard_reported_at_number_idx" ON "hazard"("reported_at", "number");

-- CreateIndex
CREATE INDEX "hazard_unit_code_reported_at_number_idx" ON "hazard"("unit_code", "reported_at", "number");

-- CreateIndex
CREATE INDEX "hazard_place_id_status_idx" ON "hazard"("place_id", "status");

-- CreateIndex
CREATE INDEX "history_text_number_idx" ON "history_text"("number");

-- CreateIndex
CREATE INDEX "media_file_perceptual_hash_idx" ON "media_file"("perceptual_hash");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_message_seq_key" ON "inbox_message"("seq");

-- CreateIndex
CREATE INDEX "inbox_message_lane_status_seq_idx" ON "inbox_message"("lane", "status", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_message_channel_dedupe_key_key" ON "inbox_message"("channel", "dedupe_key");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_message_seq_key" ON "outbox_message"("seq");

-- CreateIndex
CREATE INDEX "outbox_message_lane_status_urgent_seq_idx" ON "outbox_message"("lane", "status", "urgent", "seq");

-- CreateIndex
CREATE INDEX "outbox_message_status_not_before_idx" ON "outbox_message"("status", "not_before");

-- CreateIndex
CREATE INDEX "outbox_message_hazard_number_card_open_idx" ON "outbox_message"("hazard_number", "card_open");

-- CreateIndex
CREATE INDEX "outbox_message_person_id_card_open_idx" ON "outbox_message"("person_id", "card_open");

-- CreateIndex
CREATE INDEX "outbox_message_created_at_id_idx" ON "outbox_message"("created_at", "id");

-- CreateIndex
CREATE INDEX "limit_use_starts_at_idx" ON "limit_use"("starts_at");

-- AddForeignKey
ALTER TABLE "unit" ADD CONSTRAINT "unit_sector_parent_code_fkey" FOREIGN KEY ("sector_parent_code") REFERENCES "unit"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unit" ADD CONSTRAINT "unit_territorial_parent_code_fkey" FOREIGN KEY ("territorial_parent_code") REFERENCES "unit"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unit_alias" ADD CONSTRAINT "unit_alias_unit_code_fkey" FOREIGN KEY ("unit_code") REFERENCES "unit"("code") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person" ADD CONSTRAINT "person_deputy_id_fkey" FOREIGN KEY ("deputy_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_role" ADD CONSTRAINT "person_role_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_role" ADD CONSTRAINT "person_role_unit_code_fkey" FOREIGN KEY ("unit_code") REFERENCES "unit"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "place" ADD CONSTRAINT "place_unit_code_fkey" FOREIGN KEY ("unit_code") REFERENCES "unit"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pairing" ADD CONSTRAINT "pairing_leader_id_fkey" FOREIGN KEY ("leader_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pairing" ADD CONSTRAINT "pairing_unit_code_fkey" FOREIGN KEY ("unit_code") REFERENCES "unit"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat_group" ADD CONSTRAINT "chat_group_unit_code_fkey" FOREIGN KEY ("unit_code") REFERENCES "unit"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hazard" ADD CONSTRAINT "hazard_unit_code_fkey" FOREIGN KEY ("unit_code") REFERENCES "unit"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hazard_history" ADD CONSTRAINT "hazard_history_number_fkey" FOREIGN KEY ("number") REFERENCES "hazard"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

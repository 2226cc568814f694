CREATE SCHEMA "auth";
--> statement-breakpoint
CREATE SCHEMA "app";
--> statement-breakpoint
CREATE TABLE "auth"."account" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."jwks" (
	"id" text PRIMARY KEY NOT NULL,
	"public_key" text NOT NULL,
	"private_key" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"alg" text,
	"crv" text
);
--> statement-breakpoint
CREATE TABLE "auth"."session" (
	"id" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"token" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"user_id" text NOT NULL,
	CONSTRAINT "session_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "auth"."user" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_email_unique" UNIQUE("email"),
	CONSTRAINT "user_id_length" CHECK (length("auth"."user"."id") between 1 and 64)
);
--> statement-breakpoint
CREATE TABLE "auth"."verification" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "app"."tasks" (
	"user_id" text NOT NULL,
	"id" uuid NOT NULL,
	"title" text collate "C" NOT NULL,
	"title_key" text collate "und-x-icu" GENERATED ALWAYS AS (lower("app"."tasks"."title" collate "und-x-icu")) STORED NOT NULL,
	"notes" text,
	"completed_at" timestamp (3) with time zone,
	"priority" smallint DEFAULT 0 NOT NULL,
	"due_date" date,
	"due_time" time(0),
	"time_zone" text,
	"due_at" timestamp (3) with time zone,
	"labels" text[] DEFAULT '{}' NOT NULL,
	"parent_id" uuid,
	"position" text collate "C" DEFAULT 'a0' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"state" smallint GENERATED ALWAYS AS (case when "app"."tasks"."deleted_at" is null then 0 else 2 end + case when "app"."tasks"."completed_at" is null then 0 else 1 end) STORED NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"seq" bigint DEFAULT '0' NOT NULL,
	CONSTRAINT "tasks_pkey" PRIMARY KEY("user_id","id"),
	CONSTRAINT "tasks_title_length" CHECK (length("app"."tasks"."title") between 1 and 500),
	CONSTRAINT "tasks_notes_length" CHECK (length("app"."tasks"."notes") <= 16384),
	CONSTRAINT "tasks_priority_range" CHECK ("app"."tasks"."priority" between 0 and 4),
	CONSTRAINT "tasks_due_date_range" CHECK ("app"."tasks"."due_date" between '0001-01-02' and '9999-12-30'),
	CONSTRAINT "tasks_due_time_needs_date" CHECK ("app"."tasks"."due_time" is null or ("app"."tasks"."due_date" is not null and "app"."tasks"."due_time" < '24:00')),
	CONSTRAINT "tasks_time_zone_length" CHECK (length("app"."tasks"."time_zone") <= 64),
	CONSTRAINT "tasks_labels_count" CHECK (cardinality("app"."tasks"."labels") <= 20),
	CONSTRAINT "tasks_position_form" CHECK ("app"."tasks"."position" ~ '^[0-9A-Za-z]{1,100}$'),
	CONSTRAINT "tasks_parent_other" CHECK ("app"."tasks"."parent_id" <> "app"."tasks"."id")
);
--> statement-breakpoint
CREATE TABLE "app"."tombstones" (
	"user_id" text NOT NULL,
	"kind" text NOT NULL,
	"id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "tombstones_pkey" PRIMARY KEY("user_id","kind","id")
);
--> statement-breakpoint
CREATE TABLE "app"."user_state" (
	"user_id" text PRIMARY KEY NOT NULL,
	"seq" bigint DEFAULT '0' NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"week_start" smallint DEFAULT 1 NOT NULL,
	CONSTRAINT "user_state_time_zone" CHECK (length("app"."user_state"."time_zone") <= 64),
	CONSTRAINT "user_state_week_start" CHECK ("app"."user_state"."week_start" between 1 and 7)
);
--> statement-breakpoint
ALTER TABLE "auth"."account" ADD CONSTRAINT "account_user_fkey" FOREIGN KEY ("user_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."session" ADD CONSTRAINT "session_user_fkey" FOREIGN KEY ("user_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."tasks" ADD CONSTRAINT "tasks_user_fkey" FOREIGN KEY ("user_id") REFERENCES "app"."user_state"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."tasks" ADD CONSTRAINT "tasks_parent_fkey" FOREIGN KEY ("user_id","parent_id") REFERENCES "app"."tasks"("user_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."tombstones" ADD CONSTRAINT "tombstones_user_fkey" FOREIGN KEY ("user_id") REFERENCES "app"."user_state"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."user_state" ADD CONSTRAINT "user_state_user_fkey" FOREIGN KEY ("user_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_user" ON "auth"."account" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "account_provider" ON "auth"."account" USING btree ("provider_id","account_id");--> statement-breakpoint
CREATE INDEX "session_user" ON "auth"."session" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verification_identifier" ON "auth"."verification" USING btree ("identifier");--> statement-breakpoint
CREATE UNIQUE INDEX "tasks_seq" ON "app"."tasks" USING btree ("user_id","seq");--> statement-breakpoint
CREATE INDEX "tasks_state_seq" ON "app"."tasks" USING btree ("user_id","state","seq");--> statement-breakpoint
CREATE INDEX "tasks_created" ON "app"."tasks" USING btree ("user_id","state","created_at","id");--> statement-breakpoint
CREATE INDEX "tasks_due" ON "app"."tasks" USING btree ("user_id","state","due_at","id");--> statement-breakpoint
CREATE INDEX "tasks_priority" ON "app"."tasks" USING btree ("user_id","state","priority","id");--> statement-breakpoint
CREATE INDEX "tasks_title" ON "app"."tasks" USING btree ("user_id","state","title_key","id");--> statement-breakpoint
CREATE INDEX "tasks_parent" ON "app"."tasks" USING btree ("user_id","parent_id") WHERE "app"."tasks"."parent_id" is not null;
CREATE TABLE "auth"."apikey" (
	"id" text PRIMARY KEY NOT NULL,
	"config_id" text DEFAULT 'default' NOT NULL,
	"name" text,
	"start" text,
	"reference_id" text NOT NULL,
	"prefix" text,
	"key" text NOT NULL,
	"refill_interval" integer,
	"refill_amount" integer,
	"last_refill_at" timestamp (3) with time zone,
	"enabled" boolean DEFAULT true NOT NULL,
	"rate_limit_enabled" boolean DEFAULT false NOT NULL,
	"rate_limit_time_window" integer,
	"rate_limit_max" integer,
	"request_count" integer DEFAULT 0 NOT NULL,
	"remaining" integer,
	"last_request" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"permissions" text,
	"metadata" text
);
--> statement-breakpoint
CREATE TABLE "app"."idempotency" (
	"user_id" text NOT NULL,
	"key" text collate "C" NOT NULL,
	"fingerprint" text NOT NULL,
	"answer" text NOT NULL,
	"created" boolean DEFAULT false NOT NULL,
	"expires_at" timestamp (3) with time zone DEFAULT now() + interval '24 hours' NOT NULL,
	CONSTRAINT "idempotency_pkey" PRIMARY KEY("user_id","key"),
	CONSTRAINT "idempotency_key_length" CHECK (length("app"."idempotency"."key") between 1 and 255)
);
--> statement-breakpoint
DROP INDEX "app"."tasks_parent";--> statement-breakpoint
ALTER TABLE "app"."tasks" ADD COLUMN "title_words" "tsvector";--> statement-breakpoint
ALTER TABLE "app"."tasks" ADD COLUMN "notes_words" "tsvector";--> statement-breakpoint
ALTER TABLE "auth"."apikey" ADD CONSTRAINT "apikey_user_fkey" FOREIGN KEY ("reference_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app"."idempotency" ADD CONSTRAINT "idempotency_user_fkey" FOREIGN KEY ("user_id") REFERENCES "app"."user_state"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "apikey_user" ON "auth"."apikey" USING btree ("reference_id");--> statement-breakpoint
CREATE UNIQUE INDEX "apikey_key" ON "auth"."apikey" USING btree ("key");--> statement-breakpoint
CREATE INDEX "idempotency_expired" ON "app"."idempotency" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "tasks_siblings" ON "app"."tasks" USING btree ("user_id","parent_id","state","position","id") WHERE "app"."tasks"."parent_id" is not null;--> statement-breakpoint
CREATE INDEX "tasks_top_level" ON "app"."tasks" USING btree ("user_id","state","position","id") WHERE "app"."tasks"."parent_id" is null;--> statement-breakpoint
CREATE INDEX "tasks_without_words" ON "app"."tasks" USING btree ("user_id") WHERE "app"."tasks"."title_words" is null;
ALTER TABLE "auth"."apikey" ADD COLUMN "made_with" text;--> statement-breakpoint
ALTER TABLE "auth"."apikey" ADD CONSTRAINT "apikey_maker_fkey" FOREIGN KEY ("made_with") REFERENCES "auth"."apikey"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "apikey_made_with" ON "auth"."apikey" USING btree ("made_with");--> statement-breakpoint
comment on index auth.apikey_made_with is 'the keys that a key made, and the foreign key to their maker';

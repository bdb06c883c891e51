-- Results of step scrape-homepage-via-zenrows, in a database of your own. In hq 'weir destination create-table scrape-homepage-via-zenrows --apply' makes
-- the table.
CREATE TABLE IF NOT EXISTS "public"."homepages" (
    "id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "company_id" bigint,
    "company_domain" text NOT NULL,
    "content" text,
    "weir_key" text,
    UNIQUE ("company_domain")
);
COMMENT ON COLUMN "public"."homepages"."content" IS E'web.content_text';

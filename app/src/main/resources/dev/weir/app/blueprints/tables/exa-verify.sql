-- Results of step exa-verify, in a database of your own. In hq 'weir destination create-table exa-verify --apply' makes
-- the table.
CREATE TABLE IF NOT EXISTS "public"."verified_companies" (
    "id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "company_id" bigint,
    "company_domain" text NOT NULL,
    "what_it_sells" text,
    "sources" text[],
    "weir_key" text,
    UNIQUE ("company_domain")
);
COMMENT ON COLUMN "public"."verified_companies"."what_it_sells" IS E'web.answer';
COMMENT ON COLUMN "public"."verified_companies"."sources" IS E'web.citations';

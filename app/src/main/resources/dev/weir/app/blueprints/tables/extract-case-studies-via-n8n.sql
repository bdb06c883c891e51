-- Results of step extract-case-studies-via-n8n, in a database of your own. In hq 'weir destination create-table extract-case-studies-via-n8n --apply' makes
-- the table.
CREATE TABLE IF NOT EXISTS "public"."case_studies" (
    "id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "company_id" bigint,
    "company_domain" text NOT NULL,
    "case_studies" jsonb,
    "weir_key" text,
    UNIQUE ("company_domain")
);
COMMENT ON COLUMN "public"."case_studies"."case_studies" IS E'custom.case_studies';

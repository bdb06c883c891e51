-- Results of step clay-enrich, in a database of your own. In hq 'weir destination create-table clay-enrich --apply' makes
-- the table.
CREATE TABLE IF NOT EXISTS "public"."clay_companies" (
    "id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "company_id" bigint,
    "company_domain" text NOT NULL,
    "industry" text,
    "employee_count" bigint,
    "weir_key" text,
    UNIQUE ("company_domain")
);
COMMENT ON COLUMN "public"."clay_companies"."industry" IS E'company.industry';
COMMENT ON COLUMN "public"."clay_companies"."employee_count" IS E'company.employee_count';

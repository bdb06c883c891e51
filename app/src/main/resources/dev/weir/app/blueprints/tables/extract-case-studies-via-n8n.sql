-- The case studies that a company shows
CREATE TABLE case_studies (
    company_domain text NOT NULL,
    company_id bigint,
    case_studies jsonb,
    weir_key text NOT NULL
);
CREATE UNIQUE INDEX ON case_studies (company_domain);

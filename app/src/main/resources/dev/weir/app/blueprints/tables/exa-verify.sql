-- What a company sells and to whom, with the pages that say so
CREATE TABLE verified_companies (
    company_domain text NOT NULL,
    company_id bigint,
    what_it_sells text,
    sources jsonb,
    weir_key text NOT NULL
);
CREATE UNIQUE INDEX ON verified_companies (company_domain);

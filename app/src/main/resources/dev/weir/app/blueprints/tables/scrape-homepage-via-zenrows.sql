-- The text of a company's homepage
CREATE TABLE homepages (
    company_domain text NOT NULL,
    company_id bigint,
    content text,
    weir_key text NOT NULL
);
CREATE UNIQUE INDEX ON homepages (company_domain);

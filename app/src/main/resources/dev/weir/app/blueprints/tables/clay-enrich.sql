-- Industry and size of a company, from a table of Clay
CREATE TABLE clay_companies (
    company_domain text NOT NULL,
    company_id bigint,
    industry text,
    employee_count bigint,
    weir_key text NOT NULL
);
CREATE UNIQUE INDEX ON clay_companies (company_domain);

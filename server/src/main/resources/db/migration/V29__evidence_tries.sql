-- A reply that comes under a lost lease says how many sends it took, and what those before the last may have cost at the
-- vendor (in 1/1000 of its unit), as a record does.
ALTER TABLE weir.evidence
    ADD COLUMN tries    smallint NOT NULL DEFAULT 1 CHECK (tries > 0),
    ADD COLUMN possible bigint   NOT NULL DEFAULT 0 CHECK (possible >= 0);

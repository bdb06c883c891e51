-- What people may ask for: not to be asked about any more.

-- Whom a workspace never asks about: keyed hashes, never the values. kind: 1 e-mail address, 2 LinkedIn URL, 3 domain, 4 phone.
CREATE TABLE weir.suppression (
    workspace_id bigint      NOT NULL,
    kind         smallint    NOT NULL CHECK (kind BETWEEN 1 AND 4),
    hash         bytea       NOT NULL CHECK (octet_length(hash) = 32),   -- HMAC-SHA-256 under a key of the workspace's vault
    added_by     text        NOT NULL,
    added_at     timestamptz NOT NULL DEFAULT weir.now(),
    PRIMARY KEY (workspace_id, kind, hash)
);

-- How many entries there are. version grows with every change, so that runs notice one without reading entries.
CREATE TABLE weir.suppression_list (
    workspace_id bigint      PRIMARY KEY,
    entries      bigint      NOT NULL DEFAULT 0 CHECK (entries >= 0),
    version      bigint      NOT NULL DEFAULT 1 CHECK (version > 0),
    changed_at   timestamptz NOT NULL DEFAULT weir.now()
) WITH (fillfactor = 50);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['suppression', 'suppression_list']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        -- No policy for workspace 0: nobody's list is everybody's.
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
    END LOOP;
END $$;

GRANT SELECT, INSERT, DELETE ON weir.suppression TO weir_app;
GRANT SELECT, INSERT, UPDATE ON weir.suppression_list TO weir_app;

-- Secrets at rest: each workspace's are sealed under a data key of its own, which is kept wrapped by a master key that
-- the database never sees (docs/operating/keys.md).

CREATE TABLE weir.data_key (
    workspace_id bigint      NOT NULL,
    version      int         NOT NULL CHECK (version > 0),
    wrapped      bytea       NOT NULL,
    master_key   text        NOT NULL,             -- which master key wraps it: its fingerprint
    created_at   timestamptz NOT NULL DEFAULT weir.now(),
    PRIMARY KEY (workspace_id, version)
);

-- Numbers what is sealed: never the same for two, so that no ciphertext can stand in for a later one.
CREATE SEQUENCE weir.secret_number;

CREATE TABLE weir.secret (
    workspace_id bigint NOT NULL,
    purpose      text   NOT NULL,
    number       bigint NOT NULL,
    data_key     int    NOT NULL,
    sealed       bytea  NOT NULL,                  -- bound to workspace, purpose, number and data key
    PRIMARY KEY (workspace_id, purpose),
    -- Not on a hot path, and a key that something is sealed under must not go.
    FOREIGN KEY (workspace_id, data_key) REFERENCES weir.data_key (workspace_id, version)
);
CREATE INDEX secret_data_key ON weir.secret (workspace_id, data_key);

-- What is set for a provider, by whom and when; the secrets themselves are sealed under 'credential:<provider>'.
CREATE TABLE weir.credential (
    workspace_id bigint      NOT NULL,
    provider     text        NOT NULL,
    version      int         NOT NULL CHECK (version > 0),   -- how often it was set
    secrets      text        NOT NULL,             -- names, comma-separated
    set_by       text        NOT NULL,
    set_at       timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, provider)
);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['data_key', 'secret', 'credential']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        -- No policy for workspace 0: nobody's secrets are everybody's.
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON weir.data_key, weir.secret, weir.credential TO weir_app;
GRANT USAGE ON SEQUENCE weir.secret_number TO weir_app;

-- Who may do what: members, API keys, the audit, and what was answered to whom, so that a repeated request is not done
-- twice.

-- Exempt from row-level security: one row, of the installation and of no tenant. The program reads it; all it may write
-- is that the first start was done.
CREATE TABLE weir.installation (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    key_pepper bytea NOT NULL CHECK (octet_length(key_pepper) = 32),  -- keys of the API are stored hashed with it
    begun_at   timestamptz                                            -- when the first keys were handed out
);
-- Two random UUIDs: 244 bits of the server's strong random source.
INSERT INTO weir.installation (key_pepper) VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- Names are what tenants call themselves, and unique they would tell one of another. The command line finds its own
-- workspaces by a handle.
ALTER TABLE weir.workspace DROP CONSTRAINT workspace_name_key;
ALTER TABLE weir.workspace ADD COLUMN handle text UNIQUE;
UPDATE weir.workspace SET handle = name;
ALTER TABLE weir.workspace ADD CHECK (char_length(name) BETWEEN 1 AND 200);

CREATE TABLE weir.member (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    name         text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    email        text        NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
    role         text        NOT NULL CHECK (role IN ('VIEWER', 'MEMBER', 'ADMIN', 'OWNER')),
    created_at   timestamptz NOT NULL DEFAULT weir.now(),
    removed_at   timestamptz
);
CREATE INDEX member_of ON weir.member (workspace_id, id);
CREATE UNIQUE INDEX member_email ON weir.member (workspace_id, lower(email)) WHERE removed_at IS NULL;

-- A key of workspace 0 is the installation's, and has no role.
CREATE TABLE weir.api_key (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    member_id    bigint,                          -- null: the workspace's own
    name         text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    role         text        CHECK (role IN ('VIEWER', 'MEMBER', 'ADMIN', 'OWNER')),
    hash         bytea       NOT NULL CHECK (octet_length(hash) = 32),
    created_by   text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT weir.now(),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    CHECK ((workspace_id = 0) = (role IS NULL)),
    CHECK (workspace_id <> 0 OR member_id IS NULL)
) WITH (fillfactor = 80);
CREATE INDEX api_key_of ON weir.api_key (workspace_id, id);

-- Append-only. One entry for each act on security or money.
CREATE TABLE weir.audit (
    id           bigint GENERATED ALWAYS AS IDENTITY,
    workspace_id bigint      NOT NULL,
    at           timestamptz NOT NULL DEFAULT weir.now(),
    actor        text        NOT NULL,
    act          text        NOT NULL CHECK (act ~ '^[a-z_]+(\.[a-z_]+)+$'),
    subject      text        NOT NULL CHECK (char_length(subject) <= 300),
    PRIMARY KEY (workspace_id, id)
);

-- What was answered to a request that named a key of its own, for a day. Shown-once secrets are not in it.
CREATE TABLE weir.answered (
    workspace_id bigint      NOT NULL,
    route        text        NOT NULL,            -- method and path
    key          text        NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    asked        bytea       NOT NULL CHECK (octet_length(asked) = 32),   -- hash of what the request said
    status       smallint    NOT NULL,
    body         text        NOT NULL,            -- JSON
    location     text,
    at           timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, route, key)
);
CREATE INDEX answered_age ON weir.answered (workspace_id, at);

-- No policy lets workspace 0 be read by all here: it has the installation's keys and acts.
DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['member', 'api_key', 'audit', 'answered']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
    END LOOP;
END $$;

GRANT SELECT ON weir.installation TO weir_app;
GRANT UPDATE (begun_at) ON weir.installation TO weir_app;
GRANT UPDATE (name) ON weir.workspace TO weir_app;
GRANT SELECT, INSERT, UPDATE ON weir.member TO weir_app;
GRANT USAGE ON SEQUENCE weir.api_key_id_seq TO weir_app;
-- What a key may do and how it is recognised is never rewritten: it is revoked, and another one made.
GRANT SELECT, INSERT ON weir.api_key TO weir_app;
GRANT UPDATE (expires_at, revoked_at, last_used_at) ON weir.api_key TO weir_app;
GRANT SELECT, INSERT ON weir.audit TO weir_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON weir.answered TO weir_app;

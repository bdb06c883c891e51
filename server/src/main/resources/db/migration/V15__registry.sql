-- The registry: steps and blueprints as rows, in versions. A row may be written by the API, from files or by plain SQL;
-- whoever uses it looks at it anew, so that nothing has to be built or started again.

-- One row a version of a step. workspace_id 0: everybody's, unless a workspace has one of the same name.
-- A version never changes, but for its destination and whether it is retired, which belong to the step and not to a version.
CREATE TABLE weir.enrichment_registry (
    workspace_id               bigint      NOT NULL,
    workflow_id                uuid        NOT NULL DEFAULT gen_random_uuid(),   -- names the step over all its versions
    version                    int         NOT NULL DEFAULT 1 CHECK (version > 0),
    workflow_slug              text        NOT NULL CHECK (workflow_slug ~ '^[a-z0-9._-]{1,64}$'
                                               AND position('.verify' IN workflow_slug) = 0),   -- the step's name
    title                      text        NOT NULL DEFAULT '',
    overall_step_number        int         CHECK (overall_step_number > 0),
    kind                       text        NOT NULL DEFAULT 'lookup' CHECK (kind IN ('lookup', 'compute', 'await')),
    type                       text        CHECK (type IN ('SYNC', 'ASYNC')),    -- null: as its operations are
    provider                   text,
    operations                 text[]      NOT NULL DEFAULT '{}',   -- of the provider; none: all that give the fields
    function                   text,                                -- of a provider whose operations its users name
    fields                     text[]      NOT NULL DEFAULT '{}',
    field_types                json        NOT NULL DEFAULT '{}',   -- of custom.<name> fields: name -> type
    waterfall                  text[]      NOT NULL DEFAULT '{}',   -- instead of provider; none: all who give the fields
    completeness               text        NOT NULL DEFAULT 'merge' CHECK (completeness IN ('merge', 'complete')),
    condition                  text,                                -- CEL; the step is skipped where it is false
    acceptance                 json,                                -- minConfidence, catchAll, condition
    verification               text[]      NOT NULL DEFAULT '{}',   -- providers that verify what is found
    retry_policy               json,                                -- attempts, backOff, initialDelay, maxDelay, statuses
    max_wait                   text        CHECK (max_wait ~ '^[0-9]{1,9}(ms|s|m|h|d)$'),
    time_out                   text        CHECK (time_out ~ '^[0-9]{1,9}(ms|s|m|h|d)$'),
    caps                       json,                                -- creditsPerRow
    on_failure                 text        CHECK (on_failure IN ('mark', 'event', 'continue', 'stop')),  -- null: as the blueprint says
    destination_db             text,
    destination_table_name     text,
    destination_field_mappings json,                                -- our field -> their column
    config                     json        NOT NULL DEFAULT '{}',   -- what the kind needs beyond that
    created_by                 text        NOT NULL DEFAULT session_user,
    created_at                 timestamptz NOT NULL DEFAULT weir.now(),
    retired_at                 timestamptz,
    PRIMARY KEY (workspace_id, workflow_id, version),
    CHECK (json_typeof(config) = 'object'),
    CHECK (json_typeof(field_types) = 'object'),
    CHECK (json_typeof(acceptance) = 'object'),
    CHECK (json_typeof(retry_policy) = 'object'),
    CHECK (json_typeof(caps) = 'object'),
    CHECK (json_typeof(destination_field_mappings) = 'object'),
    CHECK ((destination_db IS NULL) = (destination_table_name IS NULL))
);
CREATE UNIQUE INDEX enrichment_registry_name ON weir.enrichment_registry (workspace_id, workflow_slug, version);

-- A new version is the next one of its step, keeps its name, and inherits what is not versioned.
CREATE FUNCTION weir.registry_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before weir.enrichment_registry;
BEGIN
    SELECT * INTO before FROM weir.enrichment_registry
        WHERE workspace_id = NEW.workspace_id AND workflow_slug = NEW.workflow_slug
        ORDER BY version DESC LIMIT 1;
    IF FOUND AND before.workflow_id <> NEW.workflow_id THEN
        RAISE EXCEPTION 'step % is workflow %; a version of it needs that workflow_id', NEW.workflow_slug, before.workflow_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM weir.enrichment_registry
               WHERE workspace_id = NEW.workspace_id AND workflow_id = NEW.workflow_id
                   AND workflow_slug <> NEW.workflow_slug) THEN
        RAISE EXCEPTION 'workflow % has another name; a step keeps its name', NEW.workflow_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.version <> coalesce(before.version, 0) + 1 THEN
        RAISE EXCEPTION 'the next version of step % is %, not %', NEW.workflow_slug, coalesce(before.version, 0) + 1, NEW.version
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.destination_db IS NULL THEN
        NEW.destination_db := before.destination_db;
        NEW.destination_table_name := before.destination_table_name;
        NEW.destination_field_mappings := before.destination_field_mappings;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registry_version BEFORE INSERT ON weir.enrichment_registry
    FOR EACH ROW EXECUTE FUNCTION weir.registry_version();

CREATE FUNCTION weir.registry_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    OLD.destination_db := NEW.destination_db;
    OLD.destination_table_name := NEW.destination_table_name;
    OLD.destination_field_mappings := NEW.destination_field_mappings;
    OLD.retired_at := NEW.retired_at;
    IF OLD::text <> NEW::text THEN
        RAISE EXCEPTION 'version % of step % does not change; insert the next one', OLD.version, OLD.workflow_slug
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registry_fixed BEFORE UPDATE ON weir.enrichment_registry
    FOR EACH ROW EXECUTE FUNCTION weir.registry_fixed();

-- One row a version of a blueprint, which never changes.
CREATE TABLE weir.blueprint (
    workspace_id bigint      NOT NULL,
    slug         text        NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    version      int         NOT NULL DEFAULT 1 CHECK (version > 0),
    title        text        NOT NULL DEFAULT '',
    steps        text[]      NOT NULL CHECK (cardinality(steps) BETWEEN 1 AND 100),   -- in order: name, or name@version
    on_failure   text        NOT NULL DEFAULT 'mark' CHECK (on_failure IN ('mark', 'event', 'continue', 'stop')),
    created_by   text        NOT NULL DEFAULT session_user,
    created_at   timestamptz NOT NULL DEFAULT weir.now(),
    used_at      timestamptz,                     -- when a job first ran it; not kept of everybody's
    retired_at   timestamptz,
    PRIMARY KEY (workspace_id, slug, version)
);

CREATE FUNCTION weir.blueprint_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    OLD.used_at := NEW.used_at;
    OLD.retired_at := NEW.retired_at;
    IF OLD::text <> NEW::text THEN
        RAISE EXCEPTION 'version % of blueprint % does not change; insert the next one', OLD.version, OLD.slug
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER blueprint_fixed BEFORE UPDATE ON weir.blueprint
    FOR EACH ROW EXECUTE FUNCTION weir.blueprint_fixed();

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['enrichment_registry', 'blueprint']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
        EXECUTE format('CREATE POLICY global ON weir.%I FOR SELECT USING (workspace_id = 0)', tenant_table);
    END LOOP;
END $$;

GRANT SELECT, INSERT ON weir.enrichment_registry, weir.blueprint TO weir_app;
GRANT UPDATE (destination_db, destination_table_name, destination_field_mappings, retired_at)
    ON weir.enrichment_registry TO weir_app;
GRANT UPDATE (used_at, retired_at) ON weir.blueprint TO weir_app;

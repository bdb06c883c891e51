-- Subscribers: who they are, what is done for them without anyone pressing a button, and what they are worth.

-- ---------------------------------------------------------------------------------------------------------- audience

-- What a workspace wants of its audience; made when it is first needed. found_first: fields of which what was found counts
-- before what was given. gather_seconds: how long what is submitted by itself waits for more to be submitted with. waiting:
-- why what is pending is not submitted just now, JSON: what waits -> {code, reason, since, until}.
CREATE TABLE weir.audience (
    workspace_id          bigint      PRIMARY KEY,
    paused                boolean     NOT NULL DEFAULT false,      -- the kill switch
    max_submitted_per_day int         CHECK (max_submitted_per_day > 0),   -- subscribers
    max_credits_per_day   bigint      CHECK (max_credits_per_day > 0),     -- in 1/1000 credit
    found_first           text[]      NOT NULL DEFAULT '{}',
    refresh_blueprint     text,
    refresh_after_days    int         CHECK (refresh_after_days > 0),
    refresh_per_day       int         CHECK (refresh_per_day > 0),
    gather_seconds        int         NOT NULL DEFAULT 5 CHECK (gather_seconds BETWEEN 0 AND 3600),
    waiting               text        NOT NULL DEFAULT '{}' CHECK (waiting IS JSON OBJECT),
    updated_by            text,                   -- null: nobody has ever set anything
    updated_at            timestamptz,
    CHECK ((updated_by IS NULL) = (updated_at IS NULL)),
    CHECK ((refresh_blueprint IS NULL) = (refresh_after_days IS NULL)),
    CHECK ((refresh_blueprint IS NULL) = (refresh_per_day IS NULL))
);

-- Exempt: ids, states and times only. When somebody is to look after a workspace next, duty by duty (Duty). Whoever wakes
-- adds to wakes in the transaction of what there is to do, so that a turn that ends meanwhile does not sleep over it. A
-- lease spares work: duties bear being done twice at once.
CREATE TABLE weir.audience_turn (
    workspace_id bigint      NOT NULL,
    duty         smallint    NOT NULL CHECK (duty BETWEEN 1 AND 6),
    due_at       timestamptz NOT NULL,
    wakes        bigint      NOT NULL DEFAULT 0,
    epoch        bigint      NOT NULL DEFAULT 0,
    lease_until  timestamptz NOT NULL DEFAULT '-infinity',
    failures     int         NOT NULL DEFAULT 0 CHECK (failures >= 0),   -- in a row
    PRIMARY KEY (workspace_id, duty)
) WITH (fillfactor = 50);
CREATE INDEX audience_turn_due ON weir.audience_turn (due_at);

-- Where subscribers come from. token_hash: SHA-256 of what its address ends with; its secrets are in the vault, by number,
-- and until previous_until the one before the newest counts, too. cron: when what is pending from here is submitted.
CREATE TABLE weir.audience_source (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id   bigint      NOT NULL,
    slug           text        NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title          text,
    template       text,                          -- of the tool whose deliveries it reads; null: none
    token_hash     bytea       CHECK (octet_length(token_hash) = 32),    -- null: nothing is delivered here
    signature      text        CHECK (signature IS JSON OBJECT),
    mapping        text        CHECK (mapping IS JSON OBJECT),
    merge          text        NOT NULL DEFAULT 'newer' CHECK (merge IN ('newer', 'blanks')),
    secret_number  int         NOT NULL DEFAULT 0 CHECK (secret_number >= 0),
    previous_until timestamptz,
    cron           text,
    cron_zone      text        NOT NULL DEFAULT 'UTC',
    cron_next      timestamptz,
    is_active      boolean     NOT NULL DEFAULT true,
    created_by     text        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT weir.now(),
    updated_at     timestamptz NOT NULL DEFAULT weir.now(),
    CHECK ((token_hash IS NULL) = (signature IS NULL)),
    CHECK ((token_hash IS NULL) = (mapping IS NULL)),
    CHECK ((cron IS NULL) = (cron_next IS NULL))
);
CREATE UNIQUE INDEX audience_source_slug ON weir.audience_source (workspace_id, slug);
CREATE INDEX audience_source_page ON weir.audience_source (workspace_id, id);
CREATE UNIQUE INDEX audience_source_token ON weir.audience_source (workspace_id, token_hash) WHERE token_hash IS NOT NULL;
CREATE INDEX audience_source_cron ON weir.audience_source (workspace_id, cron_next) WHERE cron_next IS NOT NULL;

-- A person who subscribed, known by one e-mail address, in its canonical form. given: what sources said; found: what
-- enrichment found. Both JSON: canonical field -> {"v": value, "t": when, "s": source} or {"v", "t", "j": job, "p": provider}.
CREATE TABLE weir.subscriber (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id  bigint      NOT NULL,
    email         text        NOT NULL CHECK (email <> ''),
    email_type    text        NOT NULL CHECK (email_type IN ('personal', 'corporate', 'disposable', 'role')),
    status        text        NOT NULL DEFAULT 'subscribed' CHECK (status IN ('subscribed', 'unsubscribed')),
    status_at     timestamptz NOT NULL,           -- when that was said
    source_id     bigint      NOT NULL,           -- the first one
    given         text        NOT NULL DEFAULT '{}' CHECK (given IS JSON OBJECT),
    found         text        NOT NULL DEFAULT '{}' CHECK (found IS JSON OBJECT),
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,           -- by a source or by enrichment
    seen_at       timestamptz NOT NULL,           -- a source spoke of it, whatever it said
    enriched_at   timestamptz,                    -- when enrichment last ended well
    score         numeric(12, 3),
    tier          text,
    score_version int,                            -- weir.icp_model.version
    score_working text        CHECK (score_working IS JSON),
    scored_at     timestamptz,
    score_due     boolean     NOT NULL DEFAULT true,
    CHECK ((score_version IS NULL) = (scored_at IS NULL)),
    CHECK (score IS NULL OR score_version IS NOT NULL)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX subscriber_email ON weir.subscriber (workspace_id, email);
CREATE INDEX subscriber_page ON weir.subscriber (workspace_id, id);
CREATE INDEX subscriber_unscored ON weir.subscriber (workspace_id, id) WHERE score_due;
CREATE INDEX subscriber_enriched ON weir.subscriber (workspace_id, enriched_at, id) WHERE enriched_at IS NOT NULL;
-- All that is counted of them stands in it, so that counting a million reads no subscriber.
CREATE INDEX subscriber_figures ON weir.subscriber (workspace_id, created_at)
    INCLUDE (email_type, source_id, status, enriched_at, score, tier);

-- What came of subscribers, verbatim, and what it changed: their history. kind: how it came. delivery: by which the same
-- is known again. payload: as it came. changes: JSON: field -> [before, after]. considered: whether triggers have seen it.
CREATE TABLE weir.subscriber_event (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id  bigint      NOT NULL,
    subscriber_id bigint,                         -- null: refused
    source_id     bigint,                         -- null: enrichment's own
    kind          text        NOT NULL CHECK (kind IN ('delivery', 'upload', 'api', 'enrichment')),
    delivery      bytea,
    outcome       text        NOT NULL CHECK (outcome IN ('created', 'updated', 'unchanged', 'refused')),
    payload       text,
    changes       text        NOT NULL DEFAULT '{}' CHECK (changes IS JSON OBJECT),
    reason        text,                           -- why it was refused, or is of no effect
    job_id        bigint,
    row_idx       int,
    considered    boolean     NOT NULL,
    occurred_at   timestamptz NOT NULL,           -- as the source says, if that is past; else when it came
    at            timestamptz NOT NULL DEFAULT weir.now(),
    CHECK ((outcome = 'refused') = (subscriber_id IS NULL)),
    CHECK ((kind = 'enrichment') = (source_id IS NULL)),
    CHECK ((job_id IS NULL) = (row_idx IS NULL))
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX subscriber_event_delivery ON weir.subscriber_event (workspace_id, source_id, delivery)
    WHERE delivery IS NOT NULL;
CREATE INDEX subscriber_event_history ON weir.subscriber_event (workspace_id, subscriber_id, id);
CREATE INDEX subscriber_event_source ON weir.subscriber_event (workspace_id, source_id, id);
-- Erasing goes through all of them.
CREATE INDEX subscriber_event_page ON weir.subscriber_event (workspace_id, id);
CREATE INDEX subscriber_event_unconsidered ON weir.subscriber_event (workspace_id, id) WHERE NOT considered;
-- What retention lets go of.
CREATE INDEX subscriber_event_verbatim ON weir.subscriber_event (workspace_id, at)
    WHERE payload IS NOT NULL OR outcome = 'refused';

-- What came is kept verbatim for that long, and what was refused at all. Whoever has set a policy could not know of it: theirs
-- is as usual.
ALTER TABLE weir.retention ADD COLUMN arrivals_days int DEFAULT 90 CHECK (arrivals_days BETWEEN 1 AND 36500);
ALTER TABLE weir.retention ALTER COLUMN arrivals_days DROP DEFAULT;

-- A list that was uploaded, and how far it is. told_at: a running one that nothing was heard of since long is nobody's.
CREATE TABLE weir.audience_upload (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    source_id    bigint      NOT NULL,
    name         text        NOT NULL,
    state        text        NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
    created      bigint      NOT NULL DEFAULT 0,
    updated      bigint      NOT NULL DEFAULT 0,
    unchanged    bigint      NOT NULL DEFAULT 0,
    refused      bigint      NOT NULL DEFAULT 0,
    error        text,
    uploaded_by  text        NOT NULL,
    started_at   timestamptz NOT NULL DEFAULT weir.now(),
    told_at      timestamptz NOT NULL DEFAULT weir.now(),
    ended_at     timestamptz,
    CHECK ((state = 'running') = (ended_at IS NULL))
);
CREATE INDEX audience_upload_page ON weir.audience_upload (workspace_id, id);
CREATE INDEX audience_upload_running ON weir.audience_upload (workspace_id, told_at) WHERE state = 'running';

-- ---------------------------------------------------------------------------------------------------------- enrolment

-- When created or changed, and condition (CEL), a blueprint is wanted. mode: off; note: it is wanted, and somebody says
-- when; run: it is submitted by itself.
CREATE TABLE weir.audience_trigger (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    slug         text        NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title        text,
    on_created   boolean     NOT NULL,
    on_changed   boolean     NOT NULL,
    condition    text        NOT NULL,
    blueprint    text        NOT NULL,
    mode         text        NOT NULL CHECK (mode IN ('off', 'note', 'run')),
    max_per_day  int         CHECK (max_per_day > 0),   -- subscribers submitted
    ready_made   boolean     NOT NULL DEFAULT false,
    fired        bigint      NOT NULL DEFAULT 0,
    error        text,                            -- of the newest event it could not be told of, without any value
    error_at     timestamptz,
    updated_by   text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT weir.now(),
    updated_at   timestamptz NOT NULL DEFAULT weir.now(),
    CHECK (on_created OR on_changed),
    CHECK ((error IS NULL) = (error_at IS NULL))
);
CREATE UNIQUE INDEX audience_trigger_slug ON weir.audience_trigger (workspace_id, slug);

-- That a blueprint is to be run for a subscriber: one row for both, over all its runs. state: 0 pending, 1 submitted, as
-- row row_idx of job job_id, 2 completed, 3 failed. automatic: whether it is submitted by itself. job_id stays of the latest
-- run. cause: why it is run this time. counted: the trigger whose cap by day counts it; 0 for none, -1 for the one of
-- refreshing. again: wanted once more while it was submitted; again_...: what it is then. held: whether the
-- subscriber has left, as far as triggers have seen; it spares work alone, and whoever gathers looks at the subscriber.
CREATE TABLE weir.enrichment_request (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id  bigint      NOT NULL,
    subscriber_id bigint      NOT NULL,
    blueprint     text        NOT NULL,
    source_id     bigint      NOT NULL,           -- of the event that it was wanted for, else the subscriber's first
    trigger_id    bigint,                         -- null: by hand, or a refresh
    state         smallint    NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    cause         text        NOT NULL DEFAULT 'hand' CHECK (cause IN ('trigger', 'hand', 'schedule', 'refresh')),
    counted       bigint      GENERATED ALWAYS AS
                                  (coalesce(trigger_id, CASE WHEN cause = 'refresh' THEN -1 ELSE 0 END)) STORED,
    automatic     boolean     NOT NULL,
    fresh         boolean     NOT NULL DEFAULT false,   -- remembered answers are passed over
    held          boolean     NOT NULL DEFAULT false,
    again           boolean   GENERATED ALWAYS AS (again_cause IS NOT NULL) STORED,
    again_cause     text      CHECK (again_cause IN ('trigger', 'hand', 'schedule', 'refresh')),
    again_source_id bigint,
    again_trigger_id bigint,
    again_automatic boolean,
    again_fresh     boolean,
    job_id        bigint,
    row_idx       int,
    runs          int         NOT NULL DEFAULT 0 CHECK (runs >= 0),
    tries         int         NOT NULL DEFAULT 0 CHECK (tries >= 0),   -- to submit it, in vain, in a row
    reason        text,                           -- why it failed
    created_at    timestamptz NOT NULL DEFAULT weir.now(),
    pending_since timestamptz NOT NULL DEFAULT weir.now(),
    submitted_at  timestamptz,
    ended_at      timestamptz,
    CHECK ((job_id IS NULL) = (row_idx IS NULL)),
    CHECK (state <> 1 OR job_id IS NOT NULL),
    CHECK (state <> 2 OR job_id IS NOT NULL),
    CHECK (again_cause IS NULL OR state = 1),
    CHECK ((again_cause IS NULL) = (again_source_id IS NULL)),
    CHECK ((again_cause IS NULL) = (again_automatic IS NULL)),
    CHECK ((again_cause IS NULL) = (again_fresh IS NULL)),
    CHECK (again_cause IS NOT NULL OR again_trigger_id IS NULL),
    CHECK ((state = 3) = (reason IS NOT NULL)),
    CHECK ((state IN (2, 3)) = (ended_at IS NOT NULL))
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX enrichment_request_subscriber ON weir.enrichment_request (workspace_id, subscriber_id, blueprint);
-- One in flight for each subscriber.
CREATE UNIQUE INDEX enrichment_request_in_flight ON weir.enrichment_request (workspace_id, subscriber_id) WHERE state = 1;
-- What is gathered: whatever a cap keeps back is not gone through, and neither is who has left.
CREATE INDEX enrichment_request_pending ON weir.enrichment_request (workspace_id, blueprint, automatic, counted, id)
    WHERE state = 0 AND NOT held;
CREATE INDEX enrichment_request_source ON weir.enrichment_request (workspace_id, source_id, blueprint, automatic, counted, id)
    WHERE state = 0 AND NOT held;
CREATE INDEX enrichment_request_page ON weir.enrichment_request (workspace_id, id);
CREATE INDEX enrichment_request_state ON weir.enrichment_request (workspace_id, state, id);
CREATE INDEX enrichment_request_waiting ON weir.enrichment_request (workspace_id, pending_since) WHERE state = 0;
CREATE UNIQUE INDEX enrichment_request_row ON weir.enrichment_request (workspace_id, job_id, row_idx) WHERE job_id IS NOT NULL;

-- A job of requests, at most 100. seen: the counts of its rows that were worked off, so that a change is seen without reading
-- rows. It is watched until watch_until, also when all rows have ended: doubts are settled, and late answers come.
-- subscriber_ids: whom its rows are about, in their order; a request knows its latest run alone.
CREATE TABLE weir.audience_job (
    job_id       bigint      PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    blueprint    text        NOT NULL,
    cause        text        NOT NULL CHECK (cause IN ('trigger', 'hand', 'schedule', 'refresh')),
    day          date        NOT NULL,            -- UTC, that it counts for
    rows         int         NOT NULL CHECK (rows BETWEEN 1 AND 100),
    subscriber_ids bigint[]  NOT NULL,
    seen         text        NOT NULL DEFAULT '',
    ended        boolean     NOT NULL DEFAULT false,
    watch_until  timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX audience_job_open ON weir.audience_job (workspace_id, job_id) WHERE NOT ended;
CREATE INDEX audience_job_watched ON weir.audience_job (workspace_id, watch_until) WHERE ended;
CREATE INDEX audience_job_day ON weir.audience_job (workspace_id, day);

-- How many subscribers were submitted on a day (UTC) for a trigger; trigger 0: for all reasons together, -1: to refresh,
-- -2: none, it is of the cap in credits. told: whether it was said that day that its cap is reached.
CREATE TABLE weir.audience_day (
    workspace_id bigint NOT NULL,
    day          date   NOT NULL,
    trigger_id   bigint NOT NULL,
    submitted    int    NOT NULL CHECK (submitted >= 0),
    told         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (workspace_id, day, trigger_id)
) WITH (fillfactor = 50);

-- A job may be an audience's.
ALTER TABLE weir.job
    DROP CONSTRAINT job_source_check,
    ADD CONSTRAINT job_source_check CHECK (source IN ('cli', 'api', 'upload', 'rerun', 'audience'));

-- A step may be content with any of its fields.
ALTER TABLE weir.enrichment_registry
    DROP CONSTRAINT enrichment_registry_completeness_check,
    ADD CONSTRAINT enrichment_registry_completeness_check CHECK (completeness IN ('merge', 'complete', 'any'));

-- ------------------------------------------------------------------------------------------------------------ scoring

-- What makes a subscriber worth something, in versions; the newest counts. content: criteria and tiers. Subscribers up to
-- rescored_upto are scored by it; rescored_at: all that there were.
CREATE TABLE weir.icp_model (
    workspace_id  bigint      NOT NULL,
    version       int         NOT NULL CHECK (version > 0),
    content       text        NOT NULL CHECK (content IS JSON OBJECT),
    made_by       text        NOT NULL,
    made_at       timestamptz NOT NULL DEFAULT weir.now(),
    rescored_upto bigint      NOT NULL DEFAULT 0,
    rescored_at   timestamptz,
    PRIMARY KEY (workspace_id, version)
);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['audience', 'audience_source', 'subscriber', 'subscriber_event', 'audience_upload',
                                        'audience_trigger', 'enrichment_request', 'audience_job', 'audience_day', 'icp_model']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        -- No policy for workspace 0: nobody's subscribers are everybody's.
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON weir.audience, weir.audience_turn, weir.audience_source, weir.subscriber,
    weir.subscriber_event, weir.audience_upload, weir.audience_trigger, weir.enrichment_request, weir.audience_job,
    weir.audience_day, weir.icp_model TO weir_app;

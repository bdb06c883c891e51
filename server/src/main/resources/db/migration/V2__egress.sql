-- The breakers of credentials, shared by all nodes.

-- Exempt from row-level security: ids, codes and times only, written by nodes that serve all tenants.
-- outcomes: the newest in the lowest bit, 1 for a failed asking; outcome_count of them are known.
-- version: raised by every change; who changes names the one it saw, so that exactly one probe wins.
CREATE TABLE weir.breaker (
    workspace_id  bigint      NOT NULL,
    provider      text        NOT NULL,
    credential    text        NOT NULL,
    version       bigint      NOT NULL CHECK (version > 0),
    phase         text        NOT NULL CHECK (phase IN
                      ('CLOSED', 'OPEN', 'PROBING', 'KEY_REJECTED', 'OUT_OF_CREDITS')),
    outcomes      bigint      NOT NULL CHECK (outcomes >= 0),
    outcome_count int         NOT NULL CHECK (outcome_count BETWEEN 0 AND 62),
    since         timestamptz,                    -- unavailable since
    until         timestamptz,                    -- end of the cool-down, or of the running probe's time
    probe         bigint      NOT NULL,           -- number of the newest probe
    epoch         bigint      NOT NULL,           -- number of resets
    PRIMARY KEY (workspace_id, provider, credential),
    CHECK ((phase = 'CLOSED') = (since IS NULL)),
    CHECK ((phase IN ('OPEN', 'PROBING')) = (until IS NOT NULL))
) WITH (fillfactor = 50);

GRANT SELECT, INSERT, UPDATE, DELETE ON weir.breaker TO weir_app;

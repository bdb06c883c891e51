-- By whose hand a key was made, so that it ends with its maker, who has seen its secret.

-- The member whose key made it; of a key made by a workspace's own key, who made that one. Null: nobody who is a member.
ALTER TABLE weir.api_key ADD COLUMN maker_id bigint;

-- What was made before says it by the number of the key it was made with. Keys of makers who have gone already stay as they
-- are: an upgrade locks nobody out. The owner is bound by the policies, but for now.
ALTER TABLE weir.api_key NO FORCE ROW LEVEL SECURITY;
ALTER TABLE weir.member NO FORCE ROW LEVEL SECURITY;
WITH RECURSIVE made AS (
    SELECT k.workspace_id, k.id, k.member_id AS acts_for, NULL::bigint AS maker_id
    FROM weir.api_key k WHERE k.created_by !~ '^key [0-9]+$'
    UNION ALL
    SELECT k.workspace_id, k.id, coalesce(k.member_id, m.acts_for), m.acts_for
    FROM made m JOIN weir.api_key k ON k.workspace_id = m.workspace_id AND k.created_by = 'key ' || m.id
)
UPDATE weir.api_key k SET maker_id = m.maker_id
FROM made m JOIN weir.member maker ON maker.workspace_id = m.workspace_id AND maker.id = m.maker_id
WHERE m.workspace_id = k.workspace_id AND m.id = k.id AND maker.removed_at IS NULL;
ALTER TABLE weir.member FORCE ROW LEVEL SECURITY;
ALTER TABLE weir.api_key FORCE ROW LEVEL SECURITY;

-- Those that have not been revoked, which are counted before another one is made.
CREATE INDEX api_key_live ON weir.api_key (workspace_id, id) WHERE revoked_at IS NULL;

-- From when on every other node has counted this one, and shares paces with it; inherited from a predecessor of the same
-- home that was still counted. Who says nothing is counted when leases have been renewed twice.
ALTER TABLE weir.node
    ADD COLUMN counted_from timestamptz NOT NULL DEFAULT weir.now() + interval '10 seconds';

-- The batch's progress when the row last ran alone: if it has moved since, the runs that crashed settled something and
-- prove nothing against the row.
ALTER TABLE weir.poison
    ADD COLUMN progress bigint NOT NULL DEFAULT 0;

-- The definitions that run, as the newest set of nodes has stored them.
CREATE TABLE lockstep.sync_definition (
    sync       text        NOT NULL CONSTRAINT sync_definition_pkey PRIMARY KEY,
    definition text        NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    absent_since timestamptz
);
COMMENT ON TABLE lockstep.sync_definition IS
    'Definitions of syncs in canonical JSON, as last taken up; what differs at a start is planned again.';
COMMENT ON COLUMN lockstep.sync_definition.absent_since IS
    'When its file was missed first; it stays while links of it do, so that a new name for it is recognised.';

-- Kept from storing a newer set until the transaction ends; many may hold at once.
CREATE FUNCTION lockstep.hold_definitions() RETURNS bigint
LANGUAGE plpgsql
VOLATILE
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('lockstep.definitions', 0));
  -- A statement of its own after the lock: its snapshot shows what was stored while it waited.
  RETURN (SELECT definitions_version FROM lockstep.instance);
END
$$;

COMMENT ON FUNCTION lockstep.hold_definitions() IS
    'Number of the newest set of definitions, which stays the newest until the transaction ends.';

CREATE TABLE lockstep.sync_window_look (
    sync        text        NOT NULL CONSTRAINT sync_window_look_pkey PRIMARY KEY,
    looked_at   timestamptz NOT NULL,
    compared_at timestamptz NOT NULL
);
COMMENT ON TABLE lockstep.sync_window_look IS
    'Up to when rows that a window reaches by time alone were looked for, and when all was compared because of them.';

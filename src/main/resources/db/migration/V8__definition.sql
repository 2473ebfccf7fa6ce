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

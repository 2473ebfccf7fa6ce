-- The definitions that run, as the newest set of nodes has stored them.
CREATE TABLE lockstep.sync_definition (
    sync       text        NOT NULL CONSTRAINT sync_definition_pkey PRIMARY KEY,
    definition text        NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE lockstep.sync_definition IS
    'Definitions of syncs in canonical JSON, as last taken up; what differs at a start is planned again.';

-- The link of one source key to one remote id, with the bases of both sides.
CREATE TABLE lockstep.sync_mapping (
    id               bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT sync_mapping_pkey PRIMARY KEY,
    sync             text        NOT NULL,
    account          text        NOT NULL,
    calendar         text        NOT NULL,
    key              text        NOT NULL,
    remote_id        text        NOT NULL,
    etag             text,
    remote_updated   timestamptz,
    bs               jsonb       NOT NULL DEFAULT '{}',
    br               jsonb       NOT NULL DEFAULT '{}',
    seen             jsonb,
    seen_updated     timestamptz,
    sending          jsonb,
    reported         jsonb,
    sync_source      text        NOT NULL,
    last_modified_at timestamptz NOT NULL DEFAULT now(),
    version          bigint      NOT NULL DEFAULT 0,
    stamped          boolean     NOT NULL DEFAULT false,
    incarnation      integer     NOT NULL DEFAULT 0,
    state            text        NOT NULL,
    reason           text,
    google_sub       text,
    listed_at        timestamptz,
    CONSTRAINT sync_mapping_key UNIQUE (sync, key, account),
    CONSTRAINT sync_mapping_source_known CHECK (sync_source IN ('postgres', 'google', 'manual')),
    CONSTRAINT sync_mapping_state_known
        CHECK (state IN ('sending', 'linked', 'detached', 'conflict', 'held', 'gone')),
    CONSTRAINT sync_mapping_detached_why CHECK ((state = 'detached') = (reason IS NOT NULL))
);

CREATE INDEX sync_mapping_remote ON lockstep.sync_mapping (sync, account, remote_id);
-- A bulk load rewrites bases and state again and again: room on the page keeps those updates local.
ALTER TABLE lockstep.sync_mapping SET (fillfactor = 80);

COMMENT ON TABLE lockstep.sync_mapping IS
    'Links of source keys to remote ids: base per side (bs, and br where it differs), what is being sent, state.';
COMMENT ON COLUMN lockstep.sync_mapping.stamped IS
    'Whether the record is known to bear our stamp, by which a lost mapping is found again.';
COMMENT ON COLUMN lockstep.sync_mapping.listed_at IS
    'When the last full listing began that showed the record; one that a whole listing lacks is read by id.';

-- Mappings of a Google identity that its owner has changed away from; they wait for its return.
CREATE TABLE lockstep.sync_mapping_aside (LIKE lockstep.sync_mapping INCLUDING DEFAULTS);
CREATE INDEX sync_mapping_aside_sub ON lockstep.sync_mapping_aside (account, google_sub);
COMMENT ON TABLE lockstep.sync_mapping_aside IS
    'Mappings of a Google identity that is no longer the connected one of its owner.';

-- Numbers of writes, stamped on what is written: one that was never issued means a second database.
CREATE SEQUENCE lockstep.write_number;

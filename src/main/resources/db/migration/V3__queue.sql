CREATE TABLE lockstep.sync_partition (
  id bigint GENERATED ALWAYS AS IDENTITY,
  sync text NOT NULL,
  account text NOT NULL,
  calendar text NOT NULL,
  lease_holder text,
  lease_token bigint NOT NULL DEFAULT 0,
  lease_until timestamptz,
  cursor text,
  page_state jsonb,
  last_full_sync timestamptz,
  brake jsonb,
  back_off_until timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT sync_partition_pk PRIMARY KEY (id),
  CONSTRAINT sync_partition_once UNIQUE (sync, account, calendar)
);

-- Every commit of a worker updates its row: room for that without new index entries.
ALTER TABLE lockstep.sync_partition SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);
CREATE INDEX sync_partition_account ON lockstep.sync_partition (account);

COMMENT ON TABLE lockstep.sync_partition IS
  'One (sync, account, calendar or tab): the unit of order. One worker at a time has its lease, for both directions.';
COMMENT ON COLUMN lockstep.sync_partition.lease_token IS
  'Counts the leases; every commit of a worker names its own, so that a late worker records nothing.';
COMMENT ON COLUMN lockstep.sync_partition.page_state IS 'A listing that is under way; the cursor moves with its last page.';

CREATE TABLE lockstep.sync_pause (
  sync text NOT NULL,
  account text NOT NULL,
  calendar text NOT NULL,
  direction text NOT NULL,
  cause text NOT NULL,
  reason text NOT NULL,
  since timestamptz NOT NULL DEFAULT lockstep.clock(),
  CONSTRAINT sync_pause_pk PRIMARY KEY (sync, account, calendar, direction, cause),
  CONSTRAINT sync_pause_direction CHECK (direction IN ('to_google', 'from_google'))
);

COMMENT ON TABLE lockstep.sync_pause IS
  'What keeps a direction from running, each cause by itself: it runs while no row is about it. An empty sync, '
  'account or calendar stands for every one, those that come later too.';

-- Apart from sync_partition, so that the fold and notifications never wait for a worker's transaction.
CREATE TABLE lockstep.sync_due (
  partition_id bigint NOT NULL,
  due_at timestamptz,
  pull_generation bigint NOT NULL DEFAULT 0,
  pull_taken bigint NOT NULL DEFAULT 0,
  pull_done bigint NOT NULL DEFAULT 0,
  pull_not_before timestamptz,
  pull_pause interval,
  reconcile_generation bigint NOT NULL DEFAULT 0,
  reconcile_done bigint NOT NULL DEFAULT 0,
  CONSTRAINT sync_due_pk PRIMARY KEY (partition_id),
  CONSTRAINT sync_due_partition FOREIGN KEY (partition_id)
    REFERENCES lockstep.sync_partition (id) ON DELETE CASCADE
);

ALTER TABLE lockstep.sync_due SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);
CREATE INDEX sync_due_next ON lockstep.sync_due (due_at) WHERE due_at IS NOT NULL;

COMMENT ON TABLE lockstep.sync_due IS
  'When each partition next has something to do, and whether a pull or a reconcile is asked for '
  '(asked while the generation is ahead of the one that is done).';

COMMENT ON COLUMN lockstep.sync_due.pull_not_before IS
  'After pulls that brought nothing the next one waits until then; NULL: it may begin at once.';

CREATE TABLE lockstep.sync_back_off (
  scope text NOT NULL,
  back_off_until timestamptz NOT NULL,
  attempts integer NOT NULL,
  last_error text,
  CONSTRAINT sync_back_off_pk PRIMARY KEY (scope)
);

COMMENT ON TABLE lockstep.sync_back_off IS
  'Scopes wider than a partition that wait: the whole project, or account:OWNER.';

CREATE TABLE lockstep.sync_queue (
  id bigint GENERATED ALWAYS AS IDENTITY,
  partition_id bigint NOT NULL,
  sync text NOT NULL,
  direction text NOT NULL,
  account text NOT NULL,
  calendar text NOT NULL,
  key text NOT NULL,
  status text NOT NULL DEFAULT 'pending',
  lane text NOT NULL DEFAULT 'live',
  effect text,
  retry_count integer NOT NULL DEFAULT 0,
  generation bigint NOT NULL DEFAULT 1,
  claimed_generation bigint,
  first_changed_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  not_before timestamptz NOT NULL,
  origin text,
  approved boolean NOT NULL DEFAULT false,
  discarded boolean NOT NULL DEFAULT false,
  asked text,
  hold_reason text,
  last_error text,
  trace text,
  CONSTRAINT sync_queue_pk PRIMARY KEY (id),
  CONSTRAINT sync_queue_once UNIQUE (sync, key, direction, account, calendar),
  CONSTRAINT sync_queue_direction CHECK (direction IN ('to_google', 'from_google')),
  CONSTRAINT sync_queue_status CHECK (status IN ('pending', 'processing', 'failed', 'held')),
  CONSTRAINT sync_queue_lane CHECK (lane IN ('live', 'backfill')),
  CONSTRAINT sync_queue_effect CHECK (effect IN ('delete', 'blank', 'change'))
);

ALTER TABLE lockstep.sync_queue SET (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0
);

-- What a claim reads, in its order; one entry per row that it takes.
CREATE INDEX sync_queue_due ON lockstep.sync_queue (partition_id, direction, lane, not_before)
  WHERE status IN ('pending', 'failed');
CREATE INDEX sync_queue_processing ON lockstep.sync_queue (partition_id) WHERE status = 'processing';
CREATE INDEX sync_queue_failed ON lockstep.sync_queue (id) WHERE status = 'failed';
CREATE INDEX sync_queue_held ON lockstep.sync_queue (partition_id) WHERE status = 'held';
CREATE INDEX sync_queue_effects ON lockstep.sync_queue (partition_id, direction, effect)
  WHERE effect IS NOT NULL AND NOT approved AND NOT discarded;

COMMENT ON TABLE lockstep.sync_queue IS
  'Work that is not done, coalesced per record. Done rows are deleted; failed rows are the dead letters.';
COMMENT ON COLUMN lockstep.sync_queue.generation IS
  'Moves with every change; a worker removes the row only where it has not moved since the claim.';
COMMENT ON COLUMN lockstep.sync_queue.effect IS
  'What the brake counts: the record would be deleted, blanked or changed; NULL: none of these, as far as is known.';
COMMENT ON COLUMN lockstep.sync_queue.trace IS
  'W3C traceparent of the span that queued the newest change; NULL: it is not traced.';
COMMENT ON COLUMN lockstep.sync_queue.approved IS 'A person let this generation pass the brake.';
COMMENT ON COLUMN lockstep.sync_queue.discarded IS 'A person gave up what the brake held of this generation.';
COMMENT ON COLUMN lockstep.sync_queue.asked IS
  'JSON of what a person asked for the record (a restore, the decision of a conflict); it outlasts newer changes.';

CREATE TABLE lockstep.sync_effect (
  partition_id bigint NOT NULL,
  direction text NOT NULL,
  effect text NOT NULL,
  records integer NOT NULL,
  at timestamptz NOT NULL
);

CREATE INDEX sync_effect_recent ON lockstep.sync_effect (partition_id, at);

COMMENT ON TABLE lockstep.sync_effect IS
  'How many records were deleted, blanked or changed lately: the part of the brake''s count that is done already.';

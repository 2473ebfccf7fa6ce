CREATE TABLE lockstep.sync_capture (
  id integer GENERATED ALWAYS AS IDENTITY,
  source_schema text NOT NULL,
  source_table text NOT NULL,
  key_columns text[] NOT NULL,
  installed_at timestamptz,
  CONSTRAINT sync_capture_pk PRIMARY KEY (id),
  CONSTRAINT sync_capture_once UNIQUE (source_schema, source_table, key_columns)
);

COMMENT ON TABLE lockstep.sync_capture IS
  'The tables whose changes are captured, once for each key by which syncs know their rows.';

CREATE TABLE lockstep.sync_change (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  capture integer NOT NULL,
  key text,
  origin text
);

-- By transaction, not by a running number: what the last fold could not see yet is then a range and a
-- short list, however many dead rows another open transaction keeps from being cleaned away.
CREATE INDEX sync_change_xid ON lockstep.sync_change (xid);

-- It is emptied all the time: most of its rows are dead soon.
ALTER TABLE lockstep.sync_change SET (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_vacuum_cost_delay = 0
);

COMMENT ON TABLE lockstep.sync_change IS
  'The capture log: one row per changed row of a captured table, appended by triggers, emptied by DELETE.';
COMMENT ON COLUMN lockstep.sync_change.capture IS 'The source table and its key columns: sync_capture.id.';
COMMENT ON COLUMN lockstep.sync_change.key IS
  'The key as text; several columns as the JSON array of their texts; NULL: the table was truncated.';
COMMENT ON COLUMN lockstep.sync_change.origin IS
  'Setting lockstep.origin of the session that wrote, NULL for everyone but us.';

-- Two dates, in epoch seconds, that triggers read at every statement. Sequences, because a sequence has no
-- row versions: what is read is what is true now, at any isolation level, and nothing piles up behind an
-- open transaction.
CREATE SEQUENCE lockstep.asleep_until MINVALUE 0 START 0;
COMMENT ON SEQUENCE lockstep.asleep_until IS
  'Until when a worker sleeps and wants a NOTIFY; pushed forward while it sleeps, 0 while it is awake. '
  'A worker that died stops costing writers anything after seconds.';
SELECT setval('lockstep.asleep_until', 0);

CREATE SEQUENCE lockstep.append_until MINVALUE 0 START 0;
COMMENT ON SEQUENCE lockstep.append_until IS
  'Until when triggers append to the log; pushed forward by workers. After seven days without any, a forgotten '
  'installation stops filling the disk; the next start reconciles.';
SELECT setval('lockstep.append_until', extract(epoch FROM now() + interval '7 days')::bigint);

-- Where transactions may be prepared there is no NOTIFY: it would forbid PREPARE. Workers poll there.
CREATE FUNCTION lockstep.wake() RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT pg_notify('lockstep', '')
  WHERE current_setting('max_prepared_transactions') = '0';
END;

CREATE TABLE lockstep.sync_poll_state (
  sync text NOT NULL,
  polled_from timestamptz,
  full_compare_at timestamptz,
  CONSTRAINT sync_poll_state_pk PRIMARY KEY (sync)
);

COMMENT ON TABLE lockstep.sync_poll_state IS
  'Polled sources: from which change time the next poll reads, and when all keys and rows were last compared.';

CREATE TABLE lockstep.sync_poll_seen (
  sync text NOT NULL,
  key text NOT NULL,
  hash bigint NOT NULL,
  missing_since timestamptz,
  CONSTRAINT sync_poll_seen_pk PRIMARY KEY (sync, key)
);

COMMENT ON TABLE lockstep.sync_poll_seen IS
  'Polled sources: each row as it was last seen, as a hash; a row counts as deleted when two looks missed it.';

-- What is wrong with a record or a row as people left it is a dead letter too, beside the record's own work.
ALTER TABLE lockstep.sync_queue
  ADD COLUMN finding text NOT NULL DEFAULT '',
  DROP CONSTRAINT sync_queue_once,
  ADD CONSTRAINT sync_queue_once UNIQUE (sync, key, direction, account, calendar, finding),
  ADD CONSTRAINT sync_queue_finding CHECK (finding = '' OR status = 'failed');

CREATE INDEX sync_queue_findings ON lockstep.sync_queue (partition_id) WHERE finding <> '';

COMMENT ON COLUMN lockstep.sync_queue.finding IS
  'Empty: work. Else a failed row that nobody works on: what was found, by a name that tells it from others of the '
  'key (`values`, or `row …` for what a look at a tab shows); it goes when that is mended. Its key is empty where '
  'the row shows none.';

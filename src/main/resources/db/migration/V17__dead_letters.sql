-- What a dead letter is told apart, shown and given up by.
ALTER TABLE lockstep.sync_queue
  ADD COLUMN failure_kind text,
  ADD COLUMN payload jsonb,
  ADD COLUMN skipped jsonb;

ALTER TABLE lockstep.sync_queue
  DROP CONSTRAINT sync_queue_status,
  ADD CONSTRAINT sync_queue_status
    CHECK (status IN ('pending', 'processing', 'failed', 'held', 'skipped'));

COMMENT ON COLUMN lockstep.sync_queue.failure_kind IS 'The kind of the failure that made it a dead letter.';
COMMENT ON COLUMN lockstep.sync_queue.payload IS
  'Text of each value that was to be sent or taken when it failed; NULL: nothing was readable.';
COMMENT ON COLUMN lockstep.sync_queue.skipped IS
  'What a person gave up: the payload, else the error; failing with the same again is not a dead letter again.';

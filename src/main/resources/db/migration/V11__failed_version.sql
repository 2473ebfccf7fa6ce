-- What was reported is remembered with what was seen: the same record at Google is not tried and reported again.
ALTER TABLE lockstep.sync_queue ADD COLUMN failed_version text;

COMMENT ON COLUMN lockstep.sync_queue.failed_version IS
  'Of a dead letter from Google: the version of the record there that could not be taken.';

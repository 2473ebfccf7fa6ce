-- What was found about a row can be given up, too.
ALTER TABLE lockstep.sync_queue
  DROP CONSTRAINT sync_queue_finding,
  ADD CONSTRAINT sync_queue_finding CHECK (finding = '' OR status IN ('failed', 'skipped'));

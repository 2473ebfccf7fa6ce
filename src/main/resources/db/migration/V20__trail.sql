-- What leads from a line of the history to what brought it about, and from a change to its call.
ALTER TABLE lockstep.sync_audit
  ADD COLUMN pass text,
  ADD COLUMN caused_by jsonb,
  ADD COLUMN calls text[];

-- Calls that carried several records: the lines of each of them name the call, not it them.
CREATE INDEX sync_audit_call ON lockstep.sync_audit (sync, (calls[1]))
  WHERE kind = 'attempt' AND key IS NULL AND calls IS NOT NULL;

COMMENT ON COLUMN lockstep.sync_audit.pass IS
  'The pass that wrote the line: the same for all its lines, and in the log.';
COMMENT ON COLUMN lockstep.sync_audit.caused_by IS
  'What the pass worked on the record for: `by`, and what tells it from others of its kind.';
COMMENT ON COLUMN lockstep.sync_audit.calls IS
  'Of an attempt its own number; of a change the calls that it was tried with, the last one carried it.';

ALTER TABLE lockstep.sync_queue
  ADD COLUMN changes integer NOT NULL DEFAULT 0,
  ADD COLUMN caused_by jsonb;

COMMENT ON COLUMN lockstep.sync_queue.changes IS
  'Entries of the capture log that are in it; 0: the record was queued for another reason.';
COMMENT ON COLUMN lockstep.sync_queue.caused_by IS
  'Why a pass queued it, as the history shows it; NULL: what is in the log did, or nobody says.';

ALTER TABLE lockstep.sync_due
  ADD COLUMN pull_asked jsonb,
  ADD COLUMN reconcile_asked jsonb;

COMMENT ON COLUMN lockstep.sync_due.pull_asked IS
  'Who asked first for the newest pull, and when; those that ask until it begins change nothing.';
COMMENT ON COLUMN lockstep.sync_due.reconcile_asked IS 'Who asked last for both sides to be compared, and when.';

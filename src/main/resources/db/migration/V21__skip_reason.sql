-- Why a person skipped a dead letter, apart from why the brake holds an item: one item can have both.
ALTER TABLE lockstep.sync_queue ADD COLUMN skip_reason text;

UPDATE lockstep.sync_queue
SET skip_reason = hold_reason
WHERE skipped IS NOT NULL AND status <> 'held' AND hold_reason IS NOT NULL;

COMMENT ON COLUMN lockstep.sync_queue.skip_reason IS
  'Why a person gave up what `skipped` is; it outlasts the brake.';
-- Nodes of the release before this one write and show it there while they are restarted one after the other.
COMMENT ON COLUMN lockstep.sync_queue.hold_reason IS
  'Why the brake holds it. Of a skipped item the reason to skip it, too: the release before reads it there; that goes with the next one.';

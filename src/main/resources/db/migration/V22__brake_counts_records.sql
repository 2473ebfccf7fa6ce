-- The brake counts records, not how often each was changed. Nodes of the release before go on adding rows without a
-- key while they are restarted one after the other, and sum `records` of all rows: neither count loses the other's.
ALTER TABLE lockstep.sync_effect
  ADD COLUMN key text;

-- One row for each record; rows without a key are all distinct.
CREATE UNIQUE INDEX sync_effect_once ON lockstep.sync_effect (partition_id, effect, direction, key);

-- `at` moves with every change of a busy record: without an index on it that stays on its page.
DROP INDEX lockstep.sync_effect_recent;
ALTER TABLE lockstep.sync_effect SET (fillfactor = 80);

COMMENT ON TABLE lockstep.sync_effect IS
  'Which records were deleted, blanked or changed lately: the part of the brake''s count that is done already.';
COMMENT ON COLUMN lockstep.sync_effect.key IS
  'Of the record, as the queue has it in that direction; NULL: `records` of them, as the release before notes it.';
COMMENT ON COLUMN lockstep.sync_effect.at IS 'When that was done to it last.';

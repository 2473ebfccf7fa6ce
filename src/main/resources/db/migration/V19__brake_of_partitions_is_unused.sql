-- It cannot go yet: nodes of the release before this one read it while they are restarted one after the other.
COMMENT ON COLUMN lockstep.sync_partition.brake IS
  'Unused: what the brake holds stands with the items. The release before reads it; it goes with the next one.';

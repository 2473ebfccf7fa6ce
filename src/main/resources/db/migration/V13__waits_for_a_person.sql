-- A partition that waits for what a person mends at Google is looked at soon after they are heard at work.
ALTER TABLE lockstep.sync_partition ADD COLUMN waits_for_person boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN lockstep.sync_partition.waits_for_person IS
  'Whether what it backs off from is for a person to mend: a header, a sharing; a notification cuts that short.';

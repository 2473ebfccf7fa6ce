-- Several nodes may begin with one titled spreadsheet at once: one of them makes it, the others wait.
ALTER TABLE lockstep.sheet_file
  ALTER COLUMN spreadsheet_id DROP NOT NULL,
  ADD COLUMN maker uuid,
  ADD COLUMN maker_until timestamptz;

COMMENT ON COLUMN lockstep.sheet_file.spreadsheet_id IS 'NULL while it is being made.';
COMMENT ON COLUMN lockstep.sheet_file.maker IS
  'Of the nodes the one that makes it, until its call can no longer arrive or it has noted what it made.';

-- Whoever waits for a reconciliation of a tab waits for what its looks have not settled, too.
ALTER TABLE lockstep.sheet_tab ADD COLUMN settles_at timestamptz;
COMMENT ON COLUMN lockstep.sheet_tab.settles_at IS
    'When the next of the things out of the ordinary that the last look showed will have settled; NULL: there is none.';

-- A field that gets another name is the same field: what is remembered of it is read under the new name.
CREATE TABLE lockstep.sync_field_naming (
    sync    text    NOT NULL,
    number  integer NOT NULL,
    renamed jsonb   NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sync_field_naming_pkey PRIMARY KEY (sync, number)
);
COMMENT ON TABLE lockstep.sync_field_naming IS
    'Each time that the definition of a sync gave fields other names: the new ones by the old ones.';

ALTER TABLE lockstep.sync_mapping ADD COLUMN naming integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN lockstep.sync_mapping.naming IS
    'Number in sync_field_naming of the names that bs, br and the others were saved under; 0 before the first.';

-- Mappings are moved there and back whole: the same columns in the same order.
ALTER TABLE lockstep.sync_mapping_aside ADD COLUMN naming integer NOT NULL DEFAULT 0;

ALTER TABLE lockstep.sheet_tab ADD COLUMN formerly jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN lockstep.sheet_tab.formerly IS
    'Old names of fields whose columns have not been found under the new ones yet, by the new name.';

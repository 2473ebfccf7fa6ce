COMMENT ON SCHEMA lockstep IS
  'Lockstep: capture log, queue, mappings and history. The command uninstall removes it without a trace.';

CREATE TABLE lockstep.instance (
  id smallint NOT NULL DEFAULT 1,
  instance_id uuid NOT NULL DEFAULT gen_random_uuid(),
  system_identifier text NOT NULL,
  database_oid oid NOT NULL,
  public_url text,
  definitions_version bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT instance_pk PRIMARY KEY (id),
  CONSTRAINT instance_one_row CHECK (id = 1)
);

COMMENT ON TABLE lockstep.instance IS
  'Who this installation is, one row. Where the database around it is another one than it was made in '
  '(a clone, a restored backup), nothing is written to Google until a person has said so.';
COMMENT ON COLUMN lockstep.instance.definitions_version IS
  'Number of the newest set of definitions; a node with an older set neither folds nor claims.';

-- The one clock that nodes compare times by. Tests move it with the setting lockstep.clock_offset.
CREATE FUNCTION lockstep.clock() RETURNS timestamptz
LANGUAGE sql
STABLE
PARALLEL SAFE
RETURN statement_timestamp()
  + coalesce(nullif(current_setting('lockstep.clock_offset', true), '')::interval, interval '0');

COMMENT ON FUNCTION lockstep.clock() IS
  'Now, by the clock of PostgreSQL, which all nodes share.';

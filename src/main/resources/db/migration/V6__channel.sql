-- Push notification channels at Google, and what scripts in sheets have told.

CREATE TABLE lockstep.sync_channel (
  id                text NOT NULL,
  sync              text NOT NULL,
  account           text NOT NULL,
  calendar          text NOT NULL,
  spreadsheet_id    text,
  resource_id       text,
  secret_hash       bytea NOT NULL,
  state             text NOT NULL,
  verified          boolean NOT NULL DEFAULT false,
  reason            text,
  attempts          integer NOT NULL DEFAULT 0,
  pull_due_at       timestamptz,
  renewal_asked     boolean NOT NULL DEFAULT false,
  created_at        timestamptz NOT NULL DEFAULT now(),
  changed_at        timestamptz NOT NULL DEFAULT now(),
  expires_at        timestamptz,
  CONSTRAINT sync_channel_pk PRIMARY KEY (id),
  CONSTRAINT sync_channel_state
    CHECK (state IN ('opening', 'open', 'stopping', 'stopped', 'failed'))
);
COMMENT ON TABLE lockstep.sync_channel IS
  'Push notification channels: the row is there before the watch call, of the secret only its SHA-256';
COMMENT ON COLUMN lockstep.sync_channel.spreadsheet_id IS
  'The file that is watched through Google Drive; NULL: the calendar is';
COMMENT ON COLUMN lockstep.sync_channel.pull_due_at IS
  'When a flooded partition is pulled; NULL: no pull was put off';

CREATE INDEX sync_channel_pull_due ON lockstep.sync_channel (pull_due_at) WHERE pull_due_at IS NOT NULL;
CREATE INDEX sync_channel_partition ON lockstep.sync_channel (sync, account, calendar);

CREATE TABLE lockstep.webhook_signature (
  signature  bytea NOT NULL,
  seen_at    timestamptz NOT NULL DEFAULT lockstep.clock(),
  CONSTRAINT webhook_signature_pk PRIMARY KEY (signature)
);
COMMENT ON TABLE lockstep.webhook_signature IS
  'Signed posts that were taken, so that none is taken twice; kept a quarter of an hour';

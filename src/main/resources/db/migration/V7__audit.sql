-- The history: one line per applied change, API attempt, pass and notice.

-- A plain sequence: identity columns of partitioned tables need PostgreSQL 17.
CREATE SEQUENCE lockstep.sync_audit_id;

CREATE TABLE lockstep.sync_audit (
  id          bigint NOT NULL DEFAULT nextval('lockstep.sync_audit_id'),
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind        text NOT NULL,
  sync        text,
  account     text,
  calendar    text,
  key         text,
  side        text,
  action      text,
  cause       text,
  origin      text,
  remote_id   text,
  before      jsonb,
  after       jsonb,
  lost        jsonb,
  method      text,
  outcome     text,
  scope       text,
  reason      text,
  message     text,
  duration_ms bigint,
  detail      jsonb,
  recipients  text,
  CONSTRAINT sync_audit_pk PRIMARY KEY (id, at),
  CONSTRAINT sync_audit_kind CHECK (kind IN ('change', 'attempt', 'pass', 'notice'))
) PARTITION BY RANGE (at);

ALTER SEQUENCE lockstep.sync_audit_id OWNED BY lockstep.sync_audit.id;
COMMENT ON TABLE lockstep.sync_audit IS
  'The history, append-only: partitioned by day (UTC), old days are dropped whole';

CREATE INDEX sync_audit_record ON lockstep.sync_audit (sync, key, id);
CREATE INDEX sync_audit_account ON lockstep.sync_audit (account, id);
CREATE INDEX sync_audit_notice ON lockstep.sync_audit (id) WHERE kind = 'notice';

-- Takes what no day's partition takes, so that a late housekeeping never fails a commit.
CREATE TABLE lockstep.sync_audit_default PARTITION OF lockstep.sync_audit DEFAULT;
COMMENT ON TABLE lockstep.sync_audit_default IS
  'Lines of days that have no partition yet; moved when theirs is made';

-- Messages to people, gathered while a burst lasts.
CREATE TABLE lockstep.notice (
  id          bigint GENERATED ALWAYS AS IDENTITY,
  kind        text NOT NULL,
  sync        text NOT NULL,
  account     text NOT NULL,
  calendar    text NOT NULL,
  recipients  text NOT NULL,
  records     bigint NOT NULL,
  sample      text[] NOT NULL,
  message     text NOT NULL,
  first_at    timestamptz NOT NULL DEFAULT now(),
  last_at     timestamptz NOT NULL DEFAULT now(),
  closed      boolean NOT NULL DEFAULT false,
  taken_until timestamptz,
  CONSTRAINT notice_pk PRIMARY KEY (id)
);
COMMENT ON TABLE lockstep.notice IS
  'Notices on their way to people: one open row per kind, partition and recipients collects a burst, a closed one is told and deleted';

CREATE UNIQUE INDEX notice_open
  ON lockstep.notice (kind, sync, account, calendar, recipients)
  WHERE NOT closed;

-- The shape that Camel's JdbcMessageIdRepository expects.
CREATE TABLE lockstep.notice_told (
  processorName varchar(255) NOT NULL,
  messageId     varchar(100) NOT NULL,
  createdAt     timestamptz NOT NULL,
  CONSTRAINT notice_told_pk PRIMARY KEY (processorName, messageId)
);
COMMENT ON TABLE lockstep.notice_told IS
  'Notices that were told, so that none is told twice';

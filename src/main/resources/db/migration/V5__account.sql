-- Who is connected, the tokens of our own API, and what is left of Google's quotas.

CREATE TABLE lockstep.user_integrations (
  owner              text        NOT NULL,
  subject            text        NOT NULL,
  is_current         boolean     NOT NULL,
  email              text        NOT NULL,
  scopes             text[]      NOT NULL,
  access_token       text,
  access_expires_at  timestamptz,
  refresh_token      text,
  status             text        NOT NULL,
  reason             text,
  first_connected_at timestamptz NOT NULL,
  last_connected_at  timestamptz NOT NULL,
  CONSTRAINT user_integrations_pk PRIMARY KEY (owner, subject),
  CONSTRAINT user_integrations_status CHECK (
    status IN ('active', 'reconnect-required', 'delayed', 'disabled', 'disconnected'))
);
CREATE UNIQUE INDEX user_integrations_current ON lockstep.user_integrations (owner) WHERE is_current;
COMMENT ON TABLE lockstep.user_integrations IS
  'Connected Google identities, one current one per owner; tokens are AES-256-GCM, keyid:base64(iv|text|tag)';
COMMENT ON COLUMN lockstep.user_integrations.subject IS 'Google''s sub; mappings belong to it';

CREATE TABLE lockstep.access_token (
  id           uuid        NOT NULL,
  name         text        NOT NULL,
  hash         bytea       NOT NULL,
  scopes       text[]      NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  CONSTRAINT access_token_pk PRIMARY KEY (id),
  CONSTRAINT access_token_hash UNIQUE (hash)
);
COMMENT ON TABLE lockstep.access_token IS 'Tokens of our API: SHA-256 of 256 random bits, never the token';

CREATE TABLE lockstep.action_token (
  hash       bytea       NOT NULL,
  action     text        NOT NULL,
  subject    text        NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  CONSTRAINT action_token_pk PRIMARY KEY (hash)
);
COMMENT ON TABLE lockstep.action_token IS 'Single-use links: SHA-256 of the token, what it allows and for whom';

CREATE TABLE lockstep.rate_bucket (
  id    text NOT NULL,
  state bytea,
  CONSTRAINT rate_bucket_pk PRIMARY KEY (id)
);
COMMENT ON TABLE lockstep.rate_bucket IS 'Token buckets of Google''s quotas, shared by all nodes; state is Bucket4j''s';

CREATE TABLE lockstep.rate_pace (
  id         text             NOT NULL,
  pace       double precision NOT NULL,
  lowered_at timestamptz      NOT NULL,
  CONSTRAINT rate_pace_pk PRIMARY KEY (id),
  CONSTRAINT rate_pace_range CHECK (pace > 0 AND pace <= 1)
);
COMMENT ON TABLE lockstep.rate_pace IS 'The part of a quota that is used after a refusal; it recovers with time';

-- Where tabs of spreadsheets stand and what their looks and writes must remember (PROTOCOL 7).

CREATE TABLE lockstep.sheet_file (
    account        text        NOT NULL,
    title          text        NOT NULL,
    spreadsheet_id text        NOT NULL,
    CONSTRAINT sheet_file_pkey PRIMARY KEY (account, title)
);
COMMENT ON TABLE lockstep.sheet_file IS
    'Spreadsheets that were made once, by account and title (spreadsheet: { create: … }).';

CREATE TABLE lockstep.sheet_saves (
    spreadsheet_id text        NOT NULL CONSTRAINT sheet_saves_pkey PRIMARY KEY,
    batch          bigint      NOT NULL DEFAULT 0,
    flush_token    uuid,
    flush_until    timestamptz,
    next_flush_at  timestamptz
);
COMMENT ON TABLE lockstep.sheet_saves IS
    'One row a spreadsheet: number of the last batch that was committed to, who is writing, and from when the next may.';

CREATE TABLE lockstep.sheet_batch (
    spreadsheet_id text        NOT NULL,
    batch          bigint      NOT NULL,
    sync           text        NOT NULL,
    account        text        NOT NULL,
    calendar       text        NOT NULL,
    plan           jsonb       NOT NULL,
    called_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sheet_batch_pkey PRIMARY KEY (spreadsheet_id, batch)
);
COMMENT ON TABLE lockstep.sheet_batch IS
    'Batches that are not settled: what each was about to write, committed before its call.';

CREATE TABLE lockstep.sheet_tab (
    sync           text        NOT NULL,
    account        text        NOT NULL,
    calendar       text        NOT NULL,
    spreadsheet_id text        NOT NULL,
    sheet_id       integer     NOT NULL,
    zone           text        NOT NULL,
    columns        jsonb       NOT NULL DEFAULT '{}',
    layout         jsonb       NOT NULL DEFAULT '{}',
    next_look_at   timestamptz NOT NULL DEFAULT now(),
    look_every     interval,
    heard_at       timestamptz,
    CONSTRAINT sheet_tab_pkey PRIMARY KEY (sync, account, calendar)
);
CREATE INDEX sheet_tab_next_look ON lockstep.sheet_tab (next_look_at);
COMMENT ON TABLE lockstep.sheet_tab IS
    'The remembered target of each sheet partition: spreadsheet, tab, time zone, columns when all were found last, what our layout has set, when it is looked at next, and when a notification told of it last.';

CREATE TABLE lockstep.sheet_sighting (
    sync           text        NOT NULL,
    account        text        NOT NULL,
    calendar       text        NOT NULL,
    what           text        NOT NULL,
    hash           text        NOT NULL,
    first_seen     timestamptz NOT NULL,
    looks          integer     NOT NULL,
    told           boolean     NOT NULL,
    CONSTRAINT sheet_sighting_pkey PRIMARY KEY (sync, account, calendar, what)
);
COMMENT ON TABLE lockstep.sheet_sighting IS
    'Rows out of the ordinary that looks have shown: missing, new, without key, twice; they count once they stay.';

CREATE TABLE lockstep.sheet_note (
    sync           text        NOT NULL,
    account        text        NOT NULL,
    calendar       text        NOT NULL,
    texts          jsonb       NOT NULL,
    sure           boolean     NOT NULL,
    CONSTRAINT sheet_note_pkey PRIMARY KEY (sync, account, calendar)
);
COMMENT ON TABLE lockstep.sheet_note IS
    'What our notes on a tab''s cells say, by row and field; not sure until a look has found them where they belong.';

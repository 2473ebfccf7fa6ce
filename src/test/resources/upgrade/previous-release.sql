-- What a live installation of the previous release has: links, work that waits, a dead letter, a line of history.
-- The JSON is that release's own; it stays as it was written then.
INSERT INTO lockstep.instance (instance_id, system_identifier, database_oid, public_url, definitions_version)
SELECT 'e5339dc5-4ee4-47e6-a4b2-d9ab0b6b8f8f', s.system_identifier::text, d.oid, '', 3
FROM pg_control_system() s, pg_database d
WHERE d.datname = current_database();

SELECT setval('lockstep.write_number', 40);

INSERT INTO lockstep.sync_definition (sync, definition)
VALUES ('visits', '{"direction":"both","enrich":null,"fields":[{"conflict":{"kind":"BuiltIn","policy":"latest-wins"},"direction":"to-google","from":{"column":"name","kind":"Column"},"name":"summary"},{"conflict":{"kind":"BuiltIn","policy":"latest-wins"},"direction":"both","from":{"column":"place","kind":"Column"},"name":"location"},{"conflict":{"kind":"BuiltIn","policy":"latest-wins"},"direction":"both","from":{"column":"starts_at","kind":"Column"},"name":"start"},{"conflict":{"kind":"BuiltIn","policy":"latest-wins"},"direction":"both","from":{"column":"ends_at","kind":"Column"},"name":"end"}],"name":"visits","notices":{},"policies":{"googleCreate":"ignore","googleDelete":"keep","oneWayEdits":"leave","rows":"all","sourceDelete":"delete"},"renamedFrom":null,"source":{"account":"trainer_id","capture":"trigger","key":["id"],"modified":null,"table":"visits","where":null},"target":{"account":null,"calendar":{"calendarId":"primary","kind":"Fixed"},"kind":"CalendarTarget","match":[],"sendUpdates":"none","timeZone":"Europe/Berlin"},"timing":{"cron":null,"debounce":"PT0S","every":"PT5M","fullCompare":"PT24H","future":null,"max":null,"min":null,"past":null}}');

INSERT INTO lockstep.sync_partition (sync, account, calendar, cursor, lease_token, last_full_sync)
VALUES ('visits', '1', 'primary', '${cursor}', 17, now() - interval '1 day');

INSERT INTO lockstep.sync_due (partition_id, due_at)
SELECT id, now()
FROM lockstep.sync_partition;

INSERT INTO lockstep.sync_mapping (
  sync, account, calendar, key, remote_id, etag, remote_updated, bs, br, seen, seen_updated, sync_source, version,
  stamped, state, google_sub)
VALUES
  ('visits', '1', 'primary', '1', 'mr396kn5cajatkr3pvdqfn0c02ujj8k75948h2jj0g8784n4qe50', '${etag1}', now(),
   '{"end": {"instant": "2030-03-01T11:30:00Z"}, "start": {"instant": "2030-03-01T11:00:00Z"}, "summary": "visit 1", "location": "here"}',
   '{}',
   '{"colorId": null, "attendees": null, "reminders": {"json": {"obj": {"useDefault": true}}}, "visibility": "default", "description": null, "transparency": "opaque"}',
   now(), 'postgres', 1, true, 'linked', '${sub}'),
  ('visits', '1', 'primary', '2', 'ks7qlk5a8mq2imo9ka1fm47l9drbvuinun3d21p2j951go8cq9l0', '${etag2}', now(),
   '{"end": {"instant": "2030-03-01T12:30:00Z"}, "start": {"instant": "2030-03-01T12:00:00Z"}, "summary": "visit 2", "location": "here"}',
   '{}',
   '{"colorId": null, "attendees": null, "reminders": {"json": {"obj": {"useDefault": true}}}, "visibility": "default", "description": null, "transparency": "opaque"}',
   now(), 'postgres', 2, true, 'linked', '${sub}');

-- Row 1 was changed and row 3 is new, nobody has sent either; row 4 was refused.
INSERT INTO lockstep.sync_queue (
  partition_id, sync, direction, account, calendar, key, status, retry_count, generation, first_changed_at, changed_at,
  not_before, last_error)
SELECT p.id, 'visits', 'to_google', '1', 'primary', q.key, q.status, q.retries, q.generation,
  now() - interval '1 minute', now(), q.not_before, q.error
FROM lockstep.sync_partition p,
  (VALUES
    ('1', 'pending', 0, 2, now(), NULL),
    ('3', 'pending', 0, 1, now(), NULL),
    ('4', 'failed', 3, 1, now() + interval '1 day', 'visits/1/primary key 4: refused')
  ) AS q (key, status, retries, generation, not_before, error);

-- A person gave this one up.
INSERT INTO lockstep.sync_queue (
  partition_id, sync, direction, account, calendar, key, status, retry_count, generation, first_changed_at, changed_at,
  not_before, last_error, failure_kind, payload, skipped)
SELECT id, 'visits', 'to_google', '1', 'primary', '5', 'skipped', 3, 1, now() - interval '1 hour', now(), 'infinity',
  'visits/1/primary key 5: refused', 'permanent', '{"summary": "visit 5"}', '{"summary": "visit 5"}'
FROM lockstep.sync_partition;

INSERT INTO lockstep.sync_audit (kind, sync, account, calendar, key, side, action, cause, origin, before, after)
VALUES ('change', 'visits', '1', 'primary', '1', 'target', 'insert', 'change', 'postgres', '{}',
  '{"summary": "visit 1", "location": "here"}');

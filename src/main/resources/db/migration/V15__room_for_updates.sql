-- Tables whose rows are few and rewritten all the time: room on the page keeps new versions beside the old ones,
-- without new index entries, and VACUUM comes before the dead are many.
ALTER TABLE lockstep.rate_bucket SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);
ALTER TABLE lockstep.rate_pace SET (fillfactor = 50);
ALTER TABLE lockstep.sheet_saves SET (fillfactor = 50);
ALTER TABLE lockstep.sheet_tab SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);
ALTER TABLE lockstep.sync_channel SET (fillfactor = 80);
ALTER TABLE lockstep.access_token SET (fillfactor = 50);
ALTER TABLE lockstep.user_integrations SET (fillfactor = 50);

-- Tables whose rows come and go: what counts is how many are dead, not which part of the table.
ALTER TABLE lockstep.sync_effect SET (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 10000
);
ALTER TABLE lockstep.webhook_signature SET (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000
);
ALTER TABLE lockstep.sheet_sighting SET (
  fillfactor = 80,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000
);

-- As many rows as the user's tables have: a fifth of them dead, the default, is a lot.
ALTER TABLE lockstep.sync_mapping SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE lockstep.sync_poll_seen SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);

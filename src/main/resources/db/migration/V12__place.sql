-- How people call the third part of a partition, which the tables call calendar.
CREATE FUNCTION lockstep.place(sync text) RETURNS text
LANGUAGE sql
STABLE
AS $$
  SELECT coalesce(
    (SELECT CASE d.definition::jsonb #>> '{target,kind}'
       WHEN 'SheetTarget' THEN 'tab'
       WHEN 'FeedTarget' THEN 'feed'
       ELSE 'calendar' END
     FROM lockstep.sync_definition d
     WHERE d.sync = place.sync),
    'calendar')
$$;

COMMENT ON FUNCTION lockstep.place(text) IS
  'calendar, tab or feed: where the records of a sync stand at Google, by its stored definition.';

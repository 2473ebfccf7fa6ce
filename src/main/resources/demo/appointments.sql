CREATE TABLE trainers (
  id    bigint PRIMARY KEY,
  name  text NOT NULL,
  email text NOT NULL
);

CREATE TABLE appointments (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  trainer_id    bigint,
  pharmacy_name text,
  address       text,
  starts_at     timestamptz,
  ends_at       timestamptz,
  notes         text,
  status        text DEFAULT 'planned',
  updated_at    timestamptz DEFAULT now()
);

CREATE FUNCTION touch_updated_at() RETURNS trigger
LANGUAGE plpgsql AS
$$
BEGIN
  IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
    NEW.updated_at := now();
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER appointments_touch
BEFORE UPDATE ON appointments
FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

INSERT INTO trainers (id, name, email)
VALUES (1, 'Anna Berger', 'anna@example.com'),
       (2, 'Ben Kaya', 'ben@example.com');

INSERT INTO appointments (trainer_id, pharmacy_name, address, starts_at, ends_at, notes)
SELECT trainer_id, pharmacy_name, address, day + start, day + start + length, notes
  FROM (VALUES
         (1, 'Linden-Apotheke',  'Lindenstr. 4, 10969 Berlin',      1, interval '10 hours', interval '90 minutes', 'Blood pressure: measuring and advising'),
         (1, 'Rosen-Apotheke',   'Rosenweg 12, 14467 Potsdam',      2, interval '14 hours', interval '2 hours',    'Inhalers, the whole team'),
         (1, 'Apotheke am Markt','Markt 1, 16816 Neuruppin',        6, interval '9 hours',  interval '1 hour',     'Follow-up of the autumn course'),
         (2, 'Adler-Apotheke',   'Hauptstr. 20, 04109 Leipzig',     1, interval '13 hours', interval '2 hours',    'New colleagues: handling complaints'),
         (2, 'Schloss-Apotheke', 'Schlossplatz 3, 01067 Dresden',   3, interval '11 hours', interval '90 minutes', 'Travel vaccinations'),
         (2, 'Park-Apotheke',    'Am Stadtpark 7, 09111 Chemnitz',  7, interval '15 hours', interval '1 hour',     NULL)
       ) AS planned (trainer_id, pharmacy_name, address, days, start, length, notes)
 CROSS JOIN LATERAL (
         SELECT (date_trunc('day', now() AT TIME ZONE 'Europe/Berlin') + days * interval '1 day')
                AT TIME ZONE 'Europe/Berlin' AS day
       ) AS calendar;

COMMENT ON TABLE trainers IS 'Lockstep demo: who holds appointments';
COMMENT ON TABLE appointments IS 'Lockstep demo: kept in step with each trainer''s Google Calendar';

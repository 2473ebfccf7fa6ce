CREATE TABLE events (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title      text NOT NULL,
  venue      jsonb,
  starts_at  timestamptz,
  capacity   int,
  price      numeric(10,2),
  cancelled  boolean NOT NULL DEFAULT false,
  updated_at timestamptz DEFAULT now()
);

CREATE TABLE products (
  sku          text PRIMARY KEY,
  name         text,
  price        numeric(10,2),
  stock        int,
  discontinued boolean NOT NULL DEFAULT false,
  updated_at   timestamptz DEFAULT now()
);

CREATE VIEW low_stock AS
SELECT sku, name, stock
  FROM products
 WHERE stock < 10 AND NOT discontinued;

CREATE TABLE design_tokens (
  name       text PRIMARY KEY,
  collection text,
  mode       text,
  type       text,
  value      text
);

CREATE TRIGGER events_touch
BEFORE UPDATE ON events
FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER products_touch
BEFORE UPDATE ON products
FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

INSERT INTO events (title, venue, starts_at, capacity, price, cancelled)
VALUES ('Pharmacy congress',      '{"name": "Kongresshalle", "address": {"city": "Berlin"}}',   date_trunc('day', now()) + interval '20 days 9 hours',  800, 249.00, false),
       ('Wound care, hands on',   '{"name": "Haus am Markt", "address": {"city": "Leipzig"}}',  date_trunc('day', now()) + interval '9 days 14 hours',   24,  89.50, false),
       ('Travel medicine update', '{"name": "Online"}',                                         date_trunc('day', now()) + interval '5 days 18 hours',  500,   0.00, false),
       ('Cosmetics evening',      '{"name": "Schlosssaal", "address": {"city": "Dresden"}}',    date_trunc('day', now()) + interval '12 days 19 hours',  60,  35.00, true);

INSERT INTO products (sku, name, price, stock, discontinued)
VALUES ('00417', 'Digital thermometer',        12.90, 140, false),
       ('00523', 'Blood pressure monitor',     59.00,   7, false),
       ('01001', 'First aid kit, travel size', 14.95,  32, false),
       ('01002', 'First aid kit, car',         19.95,   3, false),
       ('02210', 'Inhaler spacer',             17.50,   0, true);

INSERT INTO design_tokens (name, collection, mode, type, value)
VALUES ('color/primary',    'Brand',  'Light', 'color', '#1a73e8'),
       ('color/background', 'Brand',  'Light', 'color', '#ffffff'),
       ('space/small',      'Layout', 'Base',  'float', '8'),
       ('space/large',      'Layout', 'Base',  'float', '32');

COMMENT ON TABLE events IS 'Lockstep demo: shown in a Google Sheet';
COMMENT ON TABLE products IS 'Lockstep demo: kept in step with a Google Sheet, both ways';
COMMENT ON VIEW low_stock IS 'Lockstep demo: a view that a Google Sheet shows';
COMMENT ON TABLE design_tokens IS 'Lockstep demo: filled from a Google Sheet';

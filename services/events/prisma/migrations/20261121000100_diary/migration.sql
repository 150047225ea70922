-- The diary. Every change of a person's rows takes the person's next version under the lock of this row, in the same
-- transaction: whoever has seen version n has seen every change up to n.
create table user_versions (
  user_id uuid primary key,
  version bigint not null
);

create table diary_entries (
  user_id uuid not null,
  -- UUIDv7, chosen by the phone.
  id uuid not null,
  -- The person's local day, YYYY-MM-DD.
  date text not null check (date ~ '^\d{4}-\d{2}-\d{2}$'),
  eaten_at timestamptz(3) not null,
  meal text not null,
  -- Null for a quick add.
  food_id uuid,
  -- The portion that was said, if one was.
  portion text,
  portion_count double precision,
  -- Grams or millilitres eaten; null for a quick add.
  grams double precision,
  name text not null,
  -- Snapshot of what was eaten: {"<nutrient id>": amount}.
  nutrients jsonb not null,
  -- SHA-256 of what the phone sent, to tell a retry from another entry with the same id.
  content_hash text not null,
  version bigint not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  -- A tombstone, kept so that other devices learn of it.
  deleted_at timestamptz(3),
  primary key (user_id, id)
);
create index diary_entries_day on diary_entries (user_id, date) where deleted_at is null;
create index diary_entries_version on diary_entries (user_id, version);
create index diary_entries_food on diary_entries (user_id, eaten_at desc) where deleted_at is null and food_id is not null;

create table weights (
  user_id uuid not null,
  id uuid not null,
  measured_at timestamptz(3) not null,
  date text not null,
  weight_kg double precision not null,
  source text not null,
  content_hash text not null,
  version bigint not null,
  created_at timestamptz(3) not null,
  deleted_at timestamptz(3),
  primary key (user_id, id)
);
create index weights_day on weights (user_id, date);
create index weights_version on weights (user_id, version);

create table day_marks (
  user_id uuid not null,
  date text not null,
  status text not null,
  version bigint not null,
  primary key (user_id, date)
);
create index day_marks_version on day_marks (user_id, version);

create table own_foods (
  user_id uuid not null,
  id uuid not null,
  name text not null,
  brand text not null,
  basis smallint not null,
  per100 jsonb not null,
  portions jsonb not null,
  -- GTIN-14.
  barcode text,
  allergens text[] not null,
  allergens_known boolean not null,
  diets text[] not null,
  diets_known boolean not null,
  content_hash text not null,
  version bigint not null,
  created_at timestamptz(3) not null,
  deleted_at timestamptz(3),
  primary key (user_id, id)
);
create index own_foods_barcode on own_foods (user_id, barcode) where barcode is not null;
create index own_foods_version on own_foods (user_id, version);

-- Copies of catalogue foods that somebody has logged: nobody's data, the message as it came.
create table food_copies (
  food_id uuid primary key,
  food bytea not null,
  version bigint not null
);

-- What of a profile the diary needs, copied from profile's facts.
create table person_settings (
  user_id uuid primary key,
  time_zone text not null,
  day_starts_at text not null,
  version bigint not null
);

do $$
declare
  each text;
begin
  foreach each in array array['user_versions', 'diary_entries', 'weights', 'day_marks', 'own_foods', 'person_settings'] loop
    execute format('alter table %I enable row level security', each);
    execute format($p$create policy own_rows on %I
      using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
      with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid)$p$, each);
  end loop;
end $$;

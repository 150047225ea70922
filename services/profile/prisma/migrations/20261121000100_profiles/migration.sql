create table profiles (
  user_id uuid primary key,
  -- Null until the person or the sign-up named one.
  display_name text,
  sex smallint not null default 0,
  -- YYYY-MM-DD.
  birth_date text,
  height_cm double precision,
  units smallint not null default 1,
  time_zone text not null default 'UTC',
  day_starts_at text not null default '00:00',
  locale text not null default 'en',
  activity_level smallint not null default 1,
  diet text not null default 'none',
  allergens text[] not null default '{}',
  dislikes text[] not null default '{}',
  -- The starting weight.
  weight_kg double precision,
  body_fat_percent double precision,
  goal_kind smallint,
  goal_rate_percent_per_week double precision,
  version bigint not null default 0,
  targets_version bigint not null default 0
);

-- The newest measured weight; the diary keeps them all.
create table measured_weights (
  user_id uuid primary key,
  measured_at timestamptz(3) not null,
  date text not null,
  weight_kg double precision not null,
  version bigint not null
);

-- Targets in force from a day on, until the next revision.
create table target_revisions (
  user_id uuid not null,
  -- YYYY-MM-DD, so that text order is the order of days.
  effective_from text collate "C" not null,
  source smallint not null,
  -- Seven days, Monday first.
  days jsonb not null,
  explanation text not null,
  missing text[] not null,
  warnings text[] not null,
  -- What the formula was given; null when no formula made them.
  body jsonb,
  primary key (user_id, effective_from)
);

alter table profiles enable row level security;
create policy own_rows on profiles
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
  with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

alter table measured_weights enable row level security;
create policy own_rows on measured_weights
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
  with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

alter table target_revisions enable row level security;
create policy own_rows on target_revisions
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
  with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

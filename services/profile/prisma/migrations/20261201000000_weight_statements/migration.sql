-- Everything that was said of a person's weight: weighings of the diary, and weights given in the profile. Which one is in
-- force on a day is decided by when it was measured, never by the order in which it arrived.
create table weight_statements (
  user_id uuid not null,
  -- The weighing's id; a weight given in the profile has one of its own.
  id uuid not null,
  measured_at timestamptz(3) not null,
  -- The person's local day, YYYY-MM-DD.
  date text collate "C" not null,
  weight_kg double precision not null,
  is_measured boolean not null,
  -- The diary's version: of two facts about one weighing the higher is the later. 0 for the profile's.
  version bigint not null,
  -- Kept, so that an older fact that is delivered again does not bring it back.
  is_deleted boolean not null default false,
  primary key (user_id, id)
);
create index weight_statements_day on weight_statements (user_id, date desc, measured_at desc) where not is_deleted;

insert into weight_statements (user_id, id, measured_at, date, weight_kg, is_measured, version)
select user_id, gen_random_uuid(), measured_at, date, weight_kg, true, version from measured_weights;

alter table weight_statements enable row level security;
create policy own_rows on weight_statements
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
  with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

-- Copies of what events and profile own, kept from their facts, and what was stated about them.
create table entry_copies (
  user_id uuid not null,
  entry_id uuid not null,
  -- The person's local day, YYYY-MM-DD.
  date text collate "C" not null,
  meal text not null,
  food_id text,
  -- [{nutrient, amount}] of what was eaten.
  nutrients jsonb not null,
  -- The person's version in the fact; a lower one than is here comes too late.
  version bigint not null,
  deleted boolean not null default false,
  primary key (user_id, entry_id)
);
create index entry_copies_day on entry_copies (user_id, date) where not deleted;

create table target_copies (
  user_id uuid not null,
  effective_from text collate "C" not null,
  -- Seven days, Monday first: [[{nutrient, amount}], …].
  by_weekday jsonb not null,
  source integer not null,
  version bigint not null,
  primary key (user_id, effective_from)
);

create table stated_progress (
  user_id uuid not null,
  date text collate "C" not null,
  kind text not null,
  stated_at timestamptz(3) not null default now(),
  primary key (user_id, date, kind)
);

alter table entry_copies enable row level security;
create policy own_rows on entry_copies
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
  with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
alter table target_copies enable row level security;
create policy own_rows on target_copies
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
  with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
alter table stated_progress enable row level security;
create policy own_rows on stated_progress
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
  with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

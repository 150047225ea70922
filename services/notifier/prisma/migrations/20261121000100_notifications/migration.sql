create table notifications (
  user_id uuid not null,
  id uuid not null,
  kind text not null,
  title text not null,
  body text not null,
  -- The person's local day it speaks of, YYYY-MM-DD.
  date text,
  created_at timestamptz(3) not null default now(),
  read_at timestamptz(3),
  primary key (user_id, id)
);
-- Each kind is said once a day.
create unique index notifications_once on notifications (user_id, kind, date);
create index notifications_unread on notifications (user_id) where read_at is null;

alter table notifications enable row level security;
create policy own_rows on notifications
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
  with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

-- The durable log that stands in for a broker in the one-process shape. Only the role "bus" reaches it.
create table partitions (
  topic text not null,
  partition smallint not null check (partition between 0 and 11),
  next_offset bigint not null default 0,
  primary key (topic, partition)
);

create table messages (
  topic text not null,
  partition smallint not null,
  "offset" bigint not null,
  key text not null,
  event_id uuid not null,
  headers jsonb not null,
  body bytea not null,
  published_at timestamptz not null default now(),
  primary key (topic, partition, "offset")
);
create index messages_published_at on messages (published_at);

-- How far a group has read.
create table cursors (
  group_name text not null,
  topic text not null,
  partition smallint not null,
  next_offset bigint not null default 0,
  primary key (group_name, topic, partition)
);

-- Processes that consume, and what. A member lives as long as its session holds the lock of its id; partitions are shared
-- among the living.
create table members (
  member_id uuid primary key,
  groups text[] not null
);

-- The dead letters of a group. While a key has a row here, later messages of that key join it, so that order is kept.
create table parked (
  group_name text not null,
  topic text not null,
  partition smallint not null,
  "offset" bigint not null,
  key text not null,
  event_id uuid not null,
  headers jsonb not null,
  sealed_body bytea not null,
  reason text not null,
  redrive boolean not null default false,
  parked_at timestamptz not null default now(),
  primary key (group_name, topic, partition, "offset")
);
create index parked_key on parked (group_name, topic, key);

-- Messaging: what a service has to say, what it has heard, and answers to repeat. Operational tables without row-level
-- security; outside an outbox payload they hold no health value.
create table outbox (
  id bigint generated always as identity primary key,
  event_id uuid not null,
  topic text not null,
  key text not null,
  shard smallint not null,
  headers jsonb not null,
  body bytea not null,
  created_at timestamptz not null default now()
);
create index outbox_shard on outbox (shard, id);

-- Takes the key's lock before it draws a number: so the numbers of a key follow its commits.
create function outbox_append(event_id uuid, topic text, key text, headers jsonb, body bytea) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(outbox_append.key, 2));
  insert into outbox (event_id, topic, key, shard, headers, body)
  values (outbox_append.event_id, outbox_append.topic, outbox_append.key, hashtext(outbox_append.key) & 3, outbox_append.headers, outbox_append.body);
end $$;

create table inbox (
  consumer text not null,
  event_id uuid not null,
  received_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index inbox_received_at on inbox (received_at);

create table idempotency_keys (
  user_id uuid not null,
  key text not null,
  request_hash text not null,
  answer bytea not null,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);

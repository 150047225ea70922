-- After settle.sql, when the whole was restored and the bus is Kafka or NATS: what was on the bus at that moment, neither in an
-- outbox any more nor taken in yet, is heard by nobody. As the database's owner, with every service stopped; it may be run again.
-- Not after one schema was restored: its consumers hear the bus again (replay), and work out what follows as well.
\set ON_ERROR_STOP on
begin;

-- Weights. Targets follow with the next weighing. What still waits in the outbox is left to its consumer.
insert into profile.weight_statements as known (user_id, id, measured_at, date, weight_kg, is_measured, version, is_deleted)
  select user_id, id, measured_at, date, weight_kg, true, version, deleted_at is not null from events.weights w
  where not exists (select from events.outbox o where o.topic = 'mymacrotracker.events.weight.v1' and o.key = w.user_id::text)
    and not exists (select from profile.weight_statements m where m.user_id = w.user_id and m.measured_at = w.measured_at
      and m.weight_kg = w.weight_kg and m.is_deleted = (w.deleted_at is not null))
  on conflict (user_id, id) do update set measured_at = excluded.measured_at, date = excluded.date, weight_kg = excluded.weight_kg,
    version = excluded.version, is_deleted = excluded.is_deleted
    where known.version < excluded.version;

commit;

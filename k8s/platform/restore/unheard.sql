-- After settle.sql, when the whole was restored and the bus is Kafka or NATS: what was on the bus at that moment, neither in an
-- outbox any more nor taken in yet, is heard by nobody. As the database's owner, with every service stopped; it may be run again.
-- Not after one schema was restored: its consumers hear the bus again (replay), and work out what follows as well.
\set ON_ERROR_STOP on
begin;

-- The newest weight of each person. Targets follow with the next weighing. What still waits in the outbox is left to its consumer.
insert into profile.measured_weights as known (user_id, measured_at, date, weight_kg, version)
  select distinct on (user_id) user_id, measured_at, date, weight_kg, version from events.weights w
  where deleted_at is null and not exists (select from events.outbox o where o.topic = 'mymacrotracker.events.weight.v1' and o.key = w.user_id::text)
  order by user_id, measured_at desc, version desc
  on conflict (user_id) do update set measured_at = excluded.measured_at, date = excluded.date, weight_kg = excluded.weight_kg, version = excluded.version
    where known.measured_at < excluded.measured_at;

commit;

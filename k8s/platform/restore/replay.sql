-- With the bus in Postgres: a restored service hears the last 7 days again and takes in what its inbox does not know.
-- psql -v service=profile. With Kafka: kafka-consumer-groups.sh --reset-offsets (runbook).
\set ON_ERROR_STOP on
update bus.cursors set next_offset = 0 where group_name like :'service' || '.%';

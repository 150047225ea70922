-- After a schema, or all of them, were restored to an earlier moment: what services keep of each other agrees with its owners
-- again, and no version that somebody has seen is given out twice. As the database's owner, with every service stopped.
-- It may be run again, and does no harm where nothing was restored.
\set ON_ERROR_STOP on
begin;

do $$ begin
  if exists (select from pg_stat_activity where usename like 'mmt\_%' and pid <> pg_backend_pid()) then
    raise exception 'services are still connected: stop them first';
  end if;
end $$;

-- Versions. A phone, a copy or a fact on the bus may hold one from the time that is gone; a million is more than any hour has.
insert into events.user_versions (user_id, version)
  select user_id, max(version) from recommender.entry_copies group by user_id
  on conflict (user_id) do update set version = greatest(events.user_versions.version, excluded.version);
update events.user_versions set version = version + 1000000;
update profile.profiles p set
  version = 1000000 + greatest(p.version, (select version from events.person_settings s where s.user_id = p.user_id)),
  targets_version = 1000000 + greatest(p.targets_version, (select max(version) from recommender.target_copies t where t.user_id = p.user_id));
update integrations.catalogue_version set version = version + 1000000;

-- What the diary keeps of profiles and foods. A food is asked for anew when it is next logged.
delete from events.food_copies;
delete from events.person_settings s where not exists (select from profile.profiles p where p.user_id = s.user_id);
insert into events.person_settings (user_id, time_zone, day_starts_at, version)
  select user_id, time_zone, day_starts_at, version from profile.profiles
  on conflict (user_id) do update set time_zone = excluded.time_zone, day_starts_at = excluded.day_starts_at, version = excluded.version;

-- Weights that differ from the diary are replaced by the diary's. Targets follow with the next weighing.
-- A weight that the profile does not know yet is left to its consumer, which works out the targets, too.
create temporary table gone on commit drop as select m.user_id, m.id from profile.weight_statements m where m.is_measured and not exists (
  select from events.weights w where w.user_id = m.user_id and w.measured_at = m.measured_at and w.weight_kg = m.weight_kg
    and (w.deleted_at is not null) = m.is_deleted);
delete from profile.weight_statements m using gone g where (m.user_id, m.id) = (g.user_id, g.id);
insert into profile.weight_statements (user_id, id, measured_at, date, weight_kg, is_measured, version, is_deleted)
  select user_id, id, measured_at, date, weight_kg, true, version, deleted_at is not null from events.weights
  where (user_id, id) in (select user_id, id from gone);

-- What the recommender keeps of entries and targets.
delete from recommender.entry_copies;
insert into recommender.entry_copies (user_id, entry_id, date, meal, food_id, nutrients, version, deleted)
  select user_id, id, date, case when deleted_at is null then meal else '' end, case when deleted_at is null then food_id::text end,
    case when deleted_at is null then nutrients else '{}' end,
    version, deleted_at is not null
  from events.diary_entries;
delete from recommender.target_copies;
insert into recommender.target_copies (user_id, effective_from, by_weekday, source, version)
  select r.user_id, r.effective_from,
    (select jsonb_agg(day -> 'amounts' order by at) from jsonb_array_elements(r.days) with ordinality as d (day, at)),
    r.source, p.targets_version
  from profile.target_revisions r join profile.profiles p using (user_id);

commit;

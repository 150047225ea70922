-- What services keep of each other, against its owners. Every line must say 0 once outboxes and lags are empty.
-- `psql -At -F' '`: the count, then what is counted.
select count(*), 'diary entries that the recommender has not, or otherwise' from events.diary_entries e
  left join recommender.entry_copies c on c.user_id = e.user_id and c.entry_id = e.id
  where c.entry_id is null or c.version <> e.version or c.deleted <> (e.deleted_at is not null) or c.date <> e.date
union all select count(*), 'entries that only the recommender has' from recommender.entry_copies c
  where not exists (select from events.diary_entries e where e.user_id = c.user_id and e.id = c.entry_id)
union all select count(*), 'people whose next diary version is not above all that are known' from events.user_versions v
  where v.version < (select max(version) from recommender.entry_copies c where c.user_id = v.user_id)
union all select count(*), 'time zones that the diary has otherwise than the profile' from profile.profiles p
  join events.person_settings s using (user_id) where (s.time_zone, s.day_starts_at) <> (p.time_zone, p.day_starts_at)
union all select count(*), 'weights that only the profile has' from profile.weight_statements m
  where is_measured and not is_deleted and not exists (select from events.weights w
    where w.user_id = m.user_id and w.measured_at = m.measured_at and w.weight_kg = m.weight_kg and w.deleted_at is null)
union all select count(*), 'weights that the profile lacks' from events.weights w
  where deleted_at is null and not exists (select from profile.weight_statements m
    where m.user_id = w.user_id and m.measured_at = w.measured_at and m.weight_kg = w.weight_kg and not m.is_deleted)
union all select count(*), 'targets that the recommender has otherwise than the profile' from recommender.target_copies c
  left join profile.target_revisions r using (user_id, effective_from)
  where r.user_id is null or c.by_weekday <> (select jsonb_agg(day -> 'amounts' order by at) from jsonb_array_elements(r.days) with ordinality as d (day, at))
union all select count(*), 'people with targets of whom the recommender has none' from (select distinct user_id from profile.target_revisions) r
  where not exists (select from recommender.target_copies c where c.user_id = r.user_id)
union all select count(*), 'people of whom auth knows nothing' from (
    select user_id from events.user_versions union select user_id from profile.profiles) k
  where not exists (select from auth.users u where u.user_id = k.user_id);

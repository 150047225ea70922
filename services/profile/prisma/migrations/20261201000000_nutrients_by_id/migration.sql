-- A day's amounts as {"<id>": amount} instead of [{nutrient, amount}]. No release has written lists yet, so the rows are
-- rewritten in place.
update target_revisions set days = (
  select jsonb_agg(day || jsonb_build_object('amounts', (
    select coalesce(jsonb_object_agg(each ->> 'nutrient', each -> 'amount'), '{}')
    from jsonb_array_elements(day -> 'amounts') each
  )) order by at)
  from jsonb_array_elements(days) with ordinality as d (day, at)
) where jsonb_typeof(days -> 0 -> 'amounts') = 'array';

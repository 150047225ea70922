-- Nutrients as events keeps them: {"<id>": amount} instead of [{nutrient, amount}]. No release has written lists yet, so the
-- rows are rewritten in place.
update entry_copies set nutrients = (
  select coalesce(jsonb_object_agg(each ->> 'nutrient', each -> 'amount'), '{}') from jsonb_array_elements(nutrients) each
) where jsonb_typeof(nutrients) = 'array';
update target_copies set by_weekday = (
  select jsonb_agg((
    select coalesce(jsonb_object_agg(each ->> 'nutrient', each -> 'amount'), '{}') from jsonb_array_elements(day) each
  ) order by at)
  from jsonb_array_elements(by_weekday) with ordinality as d (day, at)
) where jsonb_typeof(by_weekday -> 0) = 'array';

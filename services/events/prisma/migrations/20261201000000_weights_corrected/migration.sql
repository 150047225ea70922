-- When a weighing was last corrected or deleted; null while it is as it was recorded.
alter table weights add column updated_at timestamptz(3);

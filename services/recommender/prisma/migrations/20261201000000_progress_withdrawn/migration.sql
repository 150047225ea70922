-- What is stated of a day can be withdrawn and stated anew: the row keeps what others were told last.
alter table stated_progress add column is_withdrawn boolean not null default false;
-- As people see them, so that a change that nobody can see is not told.
alter table stated_progress add column figures text not null default '';

-- Grows with every transaction that changes what search reads: so a process knows when to forget what it remembers.
create table catalogue_version (
  is_only boolean primary key default true check (is_only),
  version bigint not null
);
insert into catalogue_version (version) values (0);

-- Whose areas a person's or a wall's screens are.

alter table person add column areas text[] not null default '{}';
alter table device add column areas text[] not null default '{}';
comment on column person.areas is 'Codes of areas of any tier: no case outside them is seen or changed. Empty: the whole district.';
comment on column device.areas is 'As of a person.';

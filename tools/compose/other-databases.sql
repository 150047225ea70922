-- Run once, when the volume is new: the services' roles have no business in the databases that Postgres brings.
revoke connect on database postgres, template1 from public;

-- After auth was restored: sessions that were ended since would be alive again. Everybody signs in anew; access tokens
-- that are out end within 10 minutes.
\set ON_ERROR_STOP on
update auth.sessions set revoked_at = now() where revoked_at is null;

-- Whose an address is. Read before a user is known, so without row-level security; it holds nothing but address and id.
create table email_addresses (
  email text primary key,
  user_id uuid not null unique
);

create table users (
  user_id uuid primary key,
  email text not null,
  display_name text not null,
  -- argon2id in PHC form.
  password_hash text not null,
  created_at timestamptz(3) not null
);

-- A session is one family of refresh tokens: of each generation there is one token, and the last one counts.
create table sessions (
  user_id uuid not null,
  id uuid not null,
  device_name text not null,
  generation integer not null,
  -- SHA-256 of the secret of the last generation.
  token_hash bytea not null,
  created_at timestamptz(3) not null,
  rotated_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  primary key (user_id, id)
);

-- Attempts that count, oldest first. The key is an HMAC of what is throttled: neither address nor account is here in clear.
create table throttles (
  key bytea primary key,
  attempts timestamptz(3)[] not null,
  last_at timestamptz(3) not null
);
create index throttles_last_at on throttles (last_at);

-- Keys that sign access tokens; the private part (PKCS #8) is sealed with a key that is not in the database.
create table signing_keys (
  kid text primary key,
  public_jwk jsonb not null,
  sealed_private_key bytea not null,
  signs_from timestamptz(3) not null
);

alter table users enable row level security;
create policy own_rows on users
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
  with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

alter table sessions enable row level security;
create policy own_rows on sessions
  using (user_id = nullif(current_setting('app.user_id', true), '')::uuid)
  with check (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

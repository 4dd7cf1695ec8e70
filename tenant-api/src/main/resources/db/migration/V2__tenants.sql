-- Tenants, their domains, users, rosters, keys and hooks, and the log of changes that nodes follow.
-- The tenant of a transaction is the setting rookery.tenant_id. The operator acts in the scope of
-- the nil UUID, which sees the rows of "tenant" and nothing that belongs to a tenant.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rookery_app') THEN
        CREATE ROLE rookery_app NOLOGIN;
    END IF;
END
$$;

CREATE TABLE tenant (
    tenant_id   uuid        PRIMARY KEY,
    name        text        NOT NULL,
    environment text        NOT NULL CHECK (environment IN ('live', 'test')),
    state       text        NOT NULL CHECK (state IN ('active', 'suspended', 'deleted')),
    max_domains integer     NOT NULL CHECK (max_domains >= 0),
    max_users   bigint      NOT NULL CHECK (max_users >= 0),
    created_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL
);

CREATE TABLE domain (
    tenant_id  uuid        NOT NULL REFERENCES tenant,
    domain_id  uuid        NOT NULL,
    name       text        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('active', 'suspended', 'deleted')),
    version    bigint      NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, domain_id)
);
CREATE UNIQUE INDEX domain_name ON domain (name) WHERE state <> 'deleted';
CREATE INDEX domain_released ON domain (name, changed_at) WHERE state = 'deleted';

-- Every version of every policy; rows never change. The one in force is domain.version.
CREATE TABLE domain_policy (
    tenant_id            uuid        NOT NULL,
    domain_id            uuid        NOT NULL,
    version              bigint      NOT NULL,
    active               boolean     NOT NULL,
    authentication       text[]      NOT NULL,
    roster_source        text        NOT NULL,
    federation           text        NOT NULL,
    allow_list           text[]      NOT NULL,
    archiving            boolean     NOT NULL,
    retention_days       integer     NOT NULL CHECK (retention_days > 0),
    disabled_features    text[]      NOT NULL,
    sasl_mechanisms      text[]      NOT NULL,
    sessions             integer     NOT NULL CHECK (sessions > 0),
    sessions_per_account integer     NOT NULL CHECK (sessions_per_account > 0),
    stanzas_per_second   integer     NOT NULL CHECK (stanzas_per_second > 0),
    bytes_per_second     integer     NOT NULL CHECK (bytes_per_second > 0),
    stanza_bytes         integer     NOT NULL CHECK (stanza_bytes > 0),
    roster_items         integer     NOT NULL CHECK (roster_items > 0),
    pending_messages     integer     NOT NULL CHECK (pending_messages > 0),
    made_at              timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, domain_id, version),
    FOREIGN KEY (tenant_id, domain_id) REFERENCES domain
);

-- Users whose credentials Rookery keeps.
CREATE TABLE account (
    tenant_id  uuid        NOT NULL,
    domain_id  uuid        NOT NULL,
    localpart  text        NOT NULL COLLATE "C",
    disabled   boolean     NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, domain_id, localpart),
    FOREIGN KEY (tenant_id, domain_id) REFERENCES domain
);

-- RFC 5802 §3: what is kept instead of a password.
CREATE TABLE scram_verifier (
    tenant_id  uuid    NOT NULL,
    domain_id  uuid    NOT NULL,
    localpart  text    NOT NULL COLLATE "C",
    hash       text    NOT NULL CHECK (hash IN ('SHA_1', 'SHA_256', 'SHA_512')),
    salt       bytea   NOT NULL CHECK (length(salt) >= 16),
    iterations integer NOT NULL CHECK (iterations >= 4096),
    stored_key bytea   NOT NULL,
    server_key bytea   NOT NULL,
    PRIMARY KEY (tenant_id, domain_id, localpart, hash),
    FOREIGN KEY (tenant_id, domain_id, localpart) REFERENCES account ON DELETE CASCADE
);

CREATE TABLE roster_version (
    tenant_id uuid   NOT NULL,
    domain_id uuid   NOT NULL,
    owner     text   NOT NULL COLLATE "C",
    version   bigint NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant_id, domain_id, owner),
    FOREIGN KEY (tenant_id, domain_id) REFERENCES domain
);

CREATE TABLE roster_item (
    tenant_id uuid    NOT NULL,
    domain_id uuid    NOT NULL,
    owner     text    NOT NULL COLLATE "C",
    contact   text    NOT NULL COLLATE "C",
    name      text,
    groups    text[]  NOT NULL,
    state     text    NOT NULL,
    approved  boolean NOT NULL,
    listed    boolean NOT NULL,
    request   bytea,
    PRIMARY KEY (tenant_id, domain_id, owner, contact),
    FOREIGN KEY (tenant_id, domain_id, owner) REFERENCES roster_version ON DELETE CASCADE
);

-- Keys of tenants, and of the operator (nil UUID, which is no row of "tenant").
CREATE TABLE api_key (
    tenant_id  uuid        NOT NULL,
    key_id     uuid        NOT NULL,
    name       text        NOT NULL,
    hash       bytea       NOT NULL UNIQUE CHECK (length(hash) = 32),
    last4      text        NOT NULL CHECK (length(last4) = 4),
    scopes     text[]      NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, key_id)
);

CREATE TABLE hook_endpoint (
    tenant_id    uuid        NOT NULL,
    domain_id    uuid        NOT NULL,
    hook_id      uuid        NOT NULL,
    base_url     text        NOT NULL,
    capabilities text[]      NOT NULL,
    version      bigint      NOT NULL,
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, domain_id),
    FOREIGN KEY (tenant_id, domain_id) REFERENCES domain
);

-- Signing secrets, encrypted; the newest signs, older ones sign too until they expire.
CREATE TABLE hook_secret (
    tenant_id  uuid        NOT NULL,
    domain_id  uuid        NOT NULL,
    secret_id  uuid        NOT NULL,
    sealed     bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, domain_id, secret_id),
    FOREIGN KEY (tenant_id, domain_id) REFERENCES hook_endpoint ON DELETE CASCADE
);

-- Answers to repeat. The answer is encrypted, since some show a secret once.
CREATE TABLE idempotency_key (
    tenant_id   uuid        NOT NULL,
    principal   uuid        NOT NULL,
    method      text        NOT NULL,
    path        text        NOT NULL,
    key         text        NOT NULL,
    fingerprint bytea       NOT NULL,
    status      smallint    NOT NULL,
    location    text,
    sealed      bytea       NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, principal, method, path, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);

CREATE TABLE audit_log (
    tenant_id  uuid        NOT NULL,
    audit_id   uuid        NOT NULL,
    at         timestamptz NOT NULL,
    principal  text        NOT NULL,
    action     text        NOT NULL,
    target     text        NOT NULL,
    request_id text        NOT NULL,
    PRIMARY KEY (tenant_id, audit_id)
);

-- What nodes must hear of. Written under an advisory lock, so that ids become visible in order.
CREATE TABLE domain_change (
    tenant_id uuid        NOT NULL,
    change_id bigint      GENERATED ALWAYS AS IDENTITY,
    domain    text        NOT NULL,
    kind      text        NOT NULL,
    users     text[]      NOT NULL,
    made_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, change_id)
);
CREATE UNIQUE INDEX domain_change_order ON domain_change (change_id);
CREATE INDEX domain_change_age ON domain_change (made_at);

-- Row-level security. The owner's policies serve only the functions below, which run as it.
DO $$
DECLARE
    tenant_table text;
    scope CONSTANT text :=
        'tenant_id = NULLIF(current_setting(''rookery.tenant_id'', true), '''')::uuid';
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY[
        'domain', 'domain_policy', 'account', 'scram_verifier', 'roster_version', 'roster_item',
        'api_key', 'hook_endpoint', 'hook_secret', 'idempotency_key', 'audit_log', 'domain_change']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY own_tenant ON %I TO rookery_app USING (%s) WITH CHECK (%s)',
            tenant_table, scope, scope);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO rookery_app', tenant_table);
    END LOOP;
    FOREACH tenant_table IN ARRAY ARRAY['tenant', 'domain', 'domain_policy', 'api_key',
        'domain_change', 'idempotency_key']
    LOOP
        EXECUTE format('CREATE POLICY lookup ON %I FOR SELECT TO CURRENT_USER USING (true)',
            tenant_table);
    END LOOP;
    FOREACH tenant_table IN ARRAY ARRAY['domain_change', 'idempotency_key']
    LOOP
        EXECUTE format('CREATE POLICY forget ON %I FOR DELETE TO CURRENT_USER USING (true)',
            tenant_table);
    END LOOP;
    ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
    ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
    EXECUTE format('CREATE POLICY own_tenant ON tenant FOR SELECT TO rookery_app USING (%s)', scope);
    CREATE POLICY operator ON tenant TO rookery_app
        USING (NULLIF(current_setting('rookery.tenant_id', true), '')::uuid
            = '00000000-0000-0000-0000-000000000000')
        WITH CHECK (NULLIF(current_setting('rookery.tenant_id', true), '')::uuid
            = '00000000-0000-0000-0000-000000000000');
END
$$;

GRANT SELECT, INSERT, UPDATE ON tenant TO rookery_app;
GRANT UPDATE ON domain, account, roster_version, roster_item, api_key, hook_endpoint, hook_secret
    TO rookery_app;
GRANT DELETE ON account, scram_verifier, roster_version, roster_item, hook_endpoint, hook_secret,
    idempotency_key TO rookery_app;

-- What must be looked up before the tenant is known: one row by its name or hash, never a list.

CREATE FUNCTION find_api_key(wanted bytea)
RETURNS TABLE (tenant_id uuid, key_id uuid, scopes text[], expires_at timestamptz,
    revoked_at timestamptz, tenant_state text)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT k.tenant_id, k.key_id, k.scopes, k.expires_at, k.revoked_at,
        COALESCE(t.state, 'active')
    FROM api_key k LEFT JOIN tenant t USING (tenant_id)
    WHERE k.hash = wanted
$$;

CREATE FUNCTION find_domain(wanted text)
RETURNS TABLE (state text, policy domain_policy)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT d.state, p
    FROM domain d
    JOIN domain_policy p
        ON p.tenant_id = d.tenant_id AND p.domain_id = d.domain_id AND p.version = d.version
    WHERE d.name = wanted
    ORDER BY d.state = 'deleted', d.changed_at DESC
    LIMIT 1
$$;

-- True when the name has an owner, or had another one who gave it up after "since".
CREATE FUNCTION domain_is_taken(wanted text, asking uuid, since timestamptz)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT EXISTS (
        SELECT FROM domain d
        WHERE d.name = wanted
            AND (d.state <> 'deleted' OR (d.tenant_id <> asking AND d.changed_at > since)))
$$;

CREATE FUNCTION changes_after(seen bigint, at_most integer)
RETURNS TABLE (change_id bigint, tenant_id uuid, domain text, kind text, users text[])
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT c.change_id, c.tenant_id, c.domain, c.kind, c.users
    FROM domain_change c
    WHERE c.change_id > seen
    ORDER BY c.change_id
    LIMIT at_most
$$;

-- After this id come the changes made since then; without any, all that is to come.
CREATE FUNCTION first_change_since(since timestamptz)
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT COALESCE(
        (SELECT min(change_id) - 1 FROM domain_change WHERE made_at >= since),
        (SELECT max(change_id) FROM domain_change),
        0)
$$;

CREATE FUNCTION forget_before(answers_before timestamptz, changes_before timestamptz)
RETURNS void
LANGUAGE sql SECURITY DEFINER AS $$
    DELETE FROM idempotency_key WHERE created_at < answers_before;
    DELETE FROM domain_change
    WHERE made_at < changes_before AND change_id < (SELECT max(change_id) FROM domain_change);
$$;

DO $$
DECLARE
    function regprocedure;
BEGIN
    FOREACH function IN ARRAY ARRAY[
        'find_api_key(bytea)', 'find_domain(text)', 'domain_is_taken(text, uuid, timestamptz)',
        'changes_after(bigint, integer)', 'first_change_since(timestamptz)',
        'forget_before(timestamptz, timestamptz)']::regprocedure[]
    LOOP
        -- pg_temp last: a caller's temporary table must not stand in for a table of ours.
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', function,
            current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', function);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO rookery_app', function);
    END LOOP;
END
$$;

-- Archives, pending messages, archiving preferences, and where the archivers are.
-- Roles rookery_app and rookery_archiver exist before this runs.

-- The smallest UUIDv7 of an instant: 48 bits of milliseconds, then zeros.
CREATE FUNCTION archive_first_id(instant timestamptz) RETURNS uuid
    LANGUAGE sql STABLE STRICT
    RETURN (lpad(to_hex(floor(extract(epoch FROM instant) * 1000)::bigint), 12, '0')
        || repeat('0', 20))::uuid;

-- The tenant of the transaction, null outside one: then no row is anybody's.
CREATE FUNCTION rookery_tenant() RETURNS uuid
    LANGUAGE sql STABLE
    RETURN nullif(current_setting('rookery.tenant_id', true), '')::uuid;

CREATE TABLE archive_message (
    tenant_id     uuid        NOT NULL,
    owner         text        NOT NULL,
    id            uuid        NOT NULL,
    stamp         timestamptz NOT NULL,
    -- The stamp is far from the time within the id, so that a range of stamps is no range of ids.
    displaced     boolean     NOT NULL,
    -- 1 sent, 2 received.
    direction     smallint    NOT NULL CHECK (direction IN (1, 2)),
    peer_bare     text        NOT NULL,
    peer_resource text,
    -- First eight bytes of SHA-256 of peer_bare: two JIDs do not fit in one index entry.
    peer_hash     bigint      NOT NULL,
    -- StanzaEnvelope, encoded.
    stanza        bytea       NOT NULL,
    origin_id     text,
    PRIMARY KEY (tenant_id, owner, id)
) PARTITION BY RANGE (id);

COMMENT ON TABLE archive_message IS 'One archived message of one owner (XEP-0313). Order is the order of id.';

CREATE INDEX archive_message_with ON archive_message (tenant_id, owner, peer_hash, id);
CREATE INDEX archive_message_displaced ON archive_message (tenant_id, owner, id) WHERE displaced;

CREATE TABLE archive_message_default PARTITION OF archive_message DEFAULT;

CREATE TABLE pending_message (
    tenant_id uuid NOT NULL,
    owner     text NOT NULL,
    id        uuid NOT NULL,
    -- Both null while the message is in the archive.
    stamp     timestamptz,
    stanza    bytea,
    expires   timestamptz,
    PRIMARY KEY (tenant_id, owner, id)
);

COMMENT ON TABLE pending_message IS 'A message that no session of its owner has taken yet (XEP-0160).';

CREATE INDEX pending_message_expires ON pending_message (tenant_id, expires) WHERE expires IS NOT NULL;

CREATE TABLE archive_preference (
    tenant_id      uuid   NOT NULL,
    owner          text   NOT NULL,
    default_policy text   NOT NULL CHECK (default_policy IN ('always', 'never', 'roster')),
    always         text[] NOT NULL,
    never          text[] NOT NULL,
    PRIMARY KEY (tenant_id, owner)
);

COMMENT ON TABLE archive_preference IS 'Which messages an account archives (XEP-0441).';

-- Moved in the transaction that writes what was read; epoch and number are the counting rule's state.
CREATE TABLE archiver_offset (
    topic       text        NOT NULL,
    partition   integer     NOT NULL,
    next_offset bigint      NOT NULL,
    epoch       bigint      NOT NULL,
    number      bigint      NOT NULL,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);

-- Records that could not be read or stored. Of no tenant: nobody but an operator looks at them.
CREATE TABLE archive_rejected (
    topic         text        NOT NULL,
    partition     integer     NOT NULL,
    record_offset bigint      NOT NULL,
    reason        text        NOT NULL,
    value         bytea       NOT NULL,
    rejected_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, record_offset)
);

-- Row-level security: the application sees its transaction's tenant; the archiver, which writes for
-- every tenant, may write and no more.
ALTER TABLE archive_message ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE archive_message_default ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE pending_message ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE archive_preference ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY tenant ON archive_message TO rookery_app
    USING (tenant_id = rookery_tenant()) WITH CHECK (tenant_id = rookery_tenant());
CREATE POLICY tenant ON archive_message_default TO rookery_app
    USING (tenant_id = rookery_tenant()) WITH CHECK (tenant_id = rookery_tenant());
CREATE POLICY tenant ON pending_message TO rookery_app
    USING (tenant_id = rookery_tenant()) WITH CHECK (tenant_id = rookery_tenant());
CREATE POLICY tenant ON archive_preference TO rookery_app
    USING (tenant_id = rookery_tenant()) WITH CHECK (tenant_id = rookery_tenant());

CREATE POLICY archiver_inserts ON archive_message FOR INSERT TO rookery_archiver WITH CHECK (true);
CREATE POLICY archiver ON pending_message TO rookery_archiver USING (true) WITH CHECK (true);
CREATE POLICY archiver ON archive_preference TO rookery_archiver USING (true) WITH CHECK (true);

GRANT SELECT, DELETE ON archive_message TO rookery_app;
GRANT SELECT, DELETE, UPDATE (stanza, stamp) ON pending_message TO rookery_app;
GRANT SELECT, DELETE ON archive_preference TO rookery_app;
GRANT SELECT ON archiver_offset TO rookery_app;

GRANT INSERT ON archive_message TO rookery_archiver;
-- A DELETE reads the columns it compares.
GRANT INSERT, DELETE, SELECT (tenant_id, owner, id) ON pending_message TO rookery_archiver;
-- As does an upsert.
GRANT INSERT, UPDATE, SELECT ON archive_preference TO rookery_archiver;
GRANT SELECT, INSERT, UPDATE ON archiver_offset TO rookery_archiver;
GRANT INSERT ON archive_rejected TO rookery_archiver;

-- Makes the partitions of this month and the next `months_ahead`; says how many were missing.
CREATE FUNCTION archive_ensure_partitions(months_ahead integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
    month   timestamp; -- UTC
    name    text;
    created integer := 0;
BEGIN
    IF months_ahead NOT BETWEEN 0 AND 24 THEN
        RAISE EXCEPTION 'months_ahead: % (expected: 0 to 24)', months_ahead;
    END IF;
    PERFORM set_config('lock_timeout', '5s', true);
    PERFORM pg_advisory_xact_lock(hashtext('rookery.archive_partitions'));
    FOR i IN 0..months_ahead LOOP
        month := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i);
        name := 'archive_message_' || to_char(month, 'YYYY_MM');
        CONTINUE WHEN to_regclass(quote_ident(name)) IS NOT NULL;
        BEGIN
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF archive_message FOR VALUES FROM (%L) TO (%L)',
                name,
                archive_first_id(month AT TIME ZONE 'UTC'),
                archive_first_id((month + interval '1 month') AT TIME ZONE 'UTC'));
            EXECUTE format(
                'ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
            EXECUTE format(
                'CREATE POLICY tenant ON %I TO rookery_app USING (tenant_id = rookery_tenant()) '
                'WITH CHECK (tenant_id = rookery_tenant())', name);
            created := created + 1;
        EXCEPTION WHEN check_violation THEN
            -- Rows of that month are in the default partition already: they stay there, and work.
            RAISE WARNING 'partition %: rows of its range are in archive_message_default', name;
        END;
    END LOOP;
    RETURN created;
END
$$;

-- Drops the partitions whose every id is older than `keep_from`; says how many.
CREATE FUNCTION archive_drop_partitions(keep_from timestamptz) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
DECLARE
    name    text;
    dropped integer := 0;
BEGIN
    IF keep_from > now() - interval '1 day' THEN
        RAISE EXCEPTION 'keep_from: % (expected: at least one day ago)', keep_from;
    END IF;
    PERFORM set_config('lock_timeout', '5s', true);
    PERFORM pg_advisory_xact_lock(hashtext('rookery.archive_partitions'));
    FOR name IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'archive_message'::regclass
          AND c.relname ~ '^archive_message_[0-9]{4}_[0-9]{2}$'
          AND (to_date(substr(c.relname, 17), 'YYYY_MM') + interval '1 month')
              AT TIME ZONE 'UTC' <= keep_from
    LOOP
        EXECUTE format('DROP TABLE %I', name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;

REVOKE ALL ON FUNCTION archive_ensure_partitions(integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION archive_drop_partitions(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION archive_ensure_partitions(integer) TO rookery_archiver;
GRANT EXECUTE ON FUNCTION archive_drop_partitions(timestamptz) TO rookery_archiver;

SELECT archive_ensure_partitions(2);

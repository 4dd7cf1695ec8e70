-- The ledger of usage and its roll-ups. Written by the archiver in the transaction that moves its
-- offset; read by the application's role under row-level security.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rookery_app') THEN
        CREATE ROLE rookery_app NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rookery_archiver') THEN
        CREATE ROLE rookery_archiver NOLOGIN;
    END IF;
END
$$;

-- One row for each event ever counted; a correction is a row of its own, never a change.
CREATE TABLE usage_event (
    tenant_id   uuid        NOT NULL,
    event_id    text        NOT NULL CHECK (length(event_id) BETWEEN 1 AND 200),
    meter       text        NOT NULL,
    domain      text        NOT NULL,
    subject     text        NOT NULL DEFAULT '',
    quantity    bigint      NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, event_id)
);

-- Sums and maxima of an hour (UTC).
CREATE TABLE usage_hour (
    tenant_id uuid        NOT NULL,
    hour      timestamptz NOT NULL,
    meter     text        NOT NULL,
    domain    text        NOT NULL,
    quantity  bigint      NOT NULL,
    PRIMARY KEY (tenant_id, hour, meter, domain)
);

-- Counts of distinct subjects of a calendar month (UTC).
CREATE TABLE usage_month (
    tenant_id uuid        NOT NULL,
    month     timestamptz NOT NULL,
    meter     text        NOT NULL,
    domain    text        NOT NULL,
    quantity  bigint      NOT NULL,
    PRIMARY KEY (tenant_id, month, meter, domain)
);

-- The subjects that usage_month has counted.
CREATE TABLE usage_subject (
    tenant_id uuid        NOT NULL,
    month     timestamptz NOT NULL,
    meter     text        NOT NULL,
    domain    text        NOT NULL,
    subject   text        NOT NULL,
    PRIMARY KEY (tenant_id, month, meter, domain, subject)
);

-- What all nodes together reported for one minute: the maximum of an hour is taken over these.
CREATE TABLE usage_minute (
    tenant_id uuid        NOT NULL,
    minute    timestamptz NOT NULL,
    meter     text        NOT NULL,
    domain    text        NOT NULL,
    quantity  bigint      NOT NULL,
    PRIMARY KEY (tenant_id, minute, meter, domain)
);
CREATE INDEX usage_minute_age ON usage_minute (minute);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY[
        'usage_event', 'usage_hour', 'usage_month', 'usage_subject', 'usage_minute']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format(
            'CREATE POLICY own_tenant ON %I FOR SELECT TO rookery_app USING '
            '(tenant_id = NULLIF(current_setting(''rookery.tenant_id'', true), '''')::uuid)',
            tenant_table);
        EXECUTE format(
            'CREATE POLICY every_tenant ON %I TO rookery_archiver USING (true) WITH CHECK (true)',
            tenant_table);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO rookery_archiver', tenant_table);
    END LOOP;
END
$$;

GRANT UPDATE ON usage_hour, usage_month, usage_minute TO rookery_archiver;
GRANT DELETE ON usage_minute TO rookery_archiver;
GRANT SELECT ON usage_hour, usage_month, usage_event TO rookery_app;

-- What deleted users and domains leave in archives is erased by the archiver's nodes: at once, and
-- again when the archiver has passed what was still under way in the log.

CREATE TABLE erasure (
    tenant_id    uuid        NOT NULL,
    erasure_id   uuid        NOT NULL,
    domain       text        NOT NULL,
    -- Empty for the whole domain.
    localpart    text        NOT NULL COLLATE "C",
    requested_at timestamptz NOT NULL,
    -- When the name was given out again: what is younger belongs to its new holder.
    keep_from    timestamptz,
    erased_at    timestamptz,
    -- Where each partition of the log ended once nothing more could come: the archiver has to pass.
    log_ends     bigint[],
    finished_at  timestamptz,
    PRIMARY KEY (tenant_id, erasure_id)
);
CREATE INDEX erasure_open ON erasure (requested_at) WHERE finished_at IS NULL;
CREATE INDEX erasure_name ON erasure (tenant_id, domain, localpart) WHERE finished_at IS NULL;
CREATE INDEX erasure_age ON erasure (finished_at);

ALTER TABLE erasure ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON erasure TO rookery_app
    USING (tenant_id = NULLIF(current_setting('rookery.tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('rookery.tenant_id', true), '')::uuid);
CREATE POLICY every_tenant ON erasure TO rookery_archiver USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (keep_from) ON erasure TO rookery_app;
GRANT SELECT, UPDATE (erased_at, log_ends, finished_at), DELETE ON erasure TO rookery_archiver;

-- Retention runs on the archiver's nodes, which see of domains how long each keeps messages.
CREATE POLICY retention ON domain FOR SELECT TO rookery_archiver USING (true);
CREATE POLICY retention ON domain_policy FOR SELECT TO rookery_archiver USING (true);
GRANT SELECT (tenant_id, domain_id, name, state, version) ON domain TO rookery_archiver;
GRANT SELECT (tenant_id, domain_id, version, retention_days) ON domain_policy
    TO rookery_archiver;

-- Where a request came from, as the API saw it.
ALTER TABLE audit_log ADD COLUMN address text NOT NULL DEFAULT '';

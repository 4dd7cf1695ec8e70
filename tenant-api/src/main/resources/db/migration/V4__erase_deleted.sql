-- What deleted domains leave behind is erased in batches, across tenants, by housekeeping.

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['account', 'roster_version']
    LOOP
        EXECUTE format('CREATE POLICY lookup ON %I FOR SELECT TO CURRENT_USER USING (true)',
            tenant_table);
        EXECUTE format('CREATE POLICY forget ON %I FOR DELETE TO CURRENT_USER USING (true)',
            tenant_table);
    END LOOP;
END
$$;

-- Erases users and rosters of deleted domains, at most so many of each; says how many.
CREATE FUNCTION erase_deleted(at_most integer)
RETURNS bigint
LANGUAGE sql SECURITY DEFINER AS $$
    WITH accounts AS (
        DELETE FROM account WHERE ctid = ANY (ARRAY(
            SELECT a.ctid FROM account a JOIN domain d USING (tenant_id, domain_id)
            WHERE d.state = 'deleted' LIMIT at_most))
        RETURNING 1
    ), rosters AS (
        DELETE FROM roster_version WHERE ctid = ANY (ARRAY(
            SELECT r.ctid FROM roster_version r JOIN domain d USING (tenant_id, domain_id)
            WHERE d.state = 'deleted' LIMIT at_most))
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM accounts) + (SELECT count(*) FROM rosters)
$$;

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION erase_deleted(integer) SET search_path = %I, pg_temp',
        current_schema());
END
$$;
REVOKE ALL ON FUNCTION erase_deleted(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_deleted(integer) TO rookery_app;

-- What a node remembers from its start on, so that it serves domains that it was never asked for
-- while the database is away. Names of other tenants' domains are no news to a node: changes_after
-- tells them too.
CREATE FUNCTION domains_after(last text, at_most integer)
RETURNS TABLE (name text, policy domain_policy)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT d.name, p
    FROM domain d
    JOIN domain_policy p
        ON p.tenant_id = d.tenant_id AND p.domain_id = d.domain_id AND p.version = d.version
    WHERE d.state <> 'deleted' AND d.name > last
    ORDER BY d.name
    LIMIT at_most
$$;

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION domains_after(text, integer) SET search_path = %I, pg_temp',
        current_schema());
END
$$;
REVOKE ALL ON FUNCTION domains_after(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION domains_after(text, integer) TO rookery_app;

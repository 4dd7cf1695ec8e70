-- The functions of V1 run as their owner: pg_temp goes last, or a caller's temporary table could
-- stand in for a table of ours.
DO $$
DECLARE
    function regprocedure;
BEGIN
    FOREACH function IN ARRAY ARRAY['archive_ensure_partitions(integer)',
        'archive_drop_partitions(timestamptz)']::regprocedure[]
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', function,
            current_schema());
    END LOOP;
END
$$;

-- When jobs that one node does for all were done last.
CREATE TABLE upkeep (
    job         text        PRIMARY KEY,
    finished_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON upkeep TO rookery_archiver;

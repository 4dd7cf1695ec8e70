package io.rookery.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Looks at every table that the migrations of every module make.
class CatalogueTest {
    private static @Nullable TestDatabase database;

    @BeforeAll
    static void migrate() {
        // Those that are not on this module's class path are read from their folders.
        database =
                new TestDatabase(
                        "classpath:db/migration",
                        "filesystem:../archive-pipeline/src/main/resources/db/migration");
    }

    @AfterAll
    static void stop() {
        database().close();
    }

    @Test
    void every_table_of_tenants_forces_row_level_security() throws SQLException {
        List<String> open =
                texts(
                        """
                        SELECT c.relname FROM pg_class c
                        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
                            AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid
                                AND a.attname = 'tenant_id' AND NOT a.attisdropped)
                            AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                        """);

        assertThat(open).isEmpty();
        assertThat(texts("SELECT 'x' FROM pg_class WHERE relforcerowsecurity"))
                .hasSizeGreaterThan(20);
    }

    @Test
    void every_table_that_the_application_reads_admits_only_the_transactions_tenant()
            throws SQLException {
        List<String> without =
                texts(
                        """
                        SELECT c.relname FROM pg_class c
                        WHERE c.relforcerowsecurity AND c.relkind IN ('r', 'p')
                            AND has_table_privilege('rookery_app', c.oid, 'SELECT')
                            AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname
                                AND p.permissive = 'PERMISSIVE' AND 'rookery_app' = ANY (p.roles))
                        """);
        List<String> wide =
                texts(
                        """
                        SELECT tablename || '.' || policyname FROM pg_policies
                        WHERE ('rookery_app' = ANY (roles) OR 'public' = ANY (roles))
                            AND (COALESCE(qual, with_check) NOT LIKE '%rookery.tenant_id%'
                                AND COALESCE(qual, with_check) NOT LIKE '%rookery_tenant()%')
                        """);
        List<String> unchecked =
                texts(
                        """
                        SELECT tablename || '.' || policyname FROM pg_policies
                        WHERE 'rookery_app' = ANY (roles) AND cmd IN ('ALL', 'INSERT', 'UPDATE')
                            AND cmd <> 'SELECT' AND with_check IS NULL AND qual IS NULL
                        """);

        assertThat(without).isEmpty();
        assertThat(wide).isEmpty();
        assertThat(unchecked).isEmpty();
    }

    @Test
    void no_table_without_a_tenant_is_open_to_the_application() throws SQLException {
        List<String> shared =
                texts(
                        """
                        SELECT c.relname FROM pg_class c
                        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
                            AND NOT c.relrowsecurity
                            AND (has_table_privilege('rookery_app', c.oid, 'INSERT')
                                OR has_table_privilege('rookery_app', c.oid, 'UPDATE')
                                OR has_table_privilege('rookery_app', c.oid, 'DELETE'))
                        """);

        assertThat(shared).isEmpty();
    }

    @Test
    void functions_that_run_as_their_owner_look_in_temporary_tables_last_and_are_not_for_all()
            throws SQLException {
        List<String> loose =
                texts(
                        """
                        SELECT p.proname FROM pg_proc p
                        WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace
                            AND (NOT COALESCE(array_to_string(p.proconfig, ' '), '')
                                    LIKE 'search_path=%, pg_temp'
                                OR has_function_privilege('pg_monitor', p.oid, 'EXECUTE'))
                        """);

        assertThat(loose).isEmpty();
    }

    @Test
    void the_roles_of_the_application_bypass_nothing() throws SQLException {
        assertThat(
                        texts(
                                """
                                SELECT rolname FROM pg_roles
                                WHERE rolname LIKE 'rookery%' AND (rolsuper OR rolbypassrls)
                                """))
                .isEmpty();
    }

    private static List<String> texts(String sql) throws SQLException {
        try (Connection connection = database().asSuperuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private static TestDatabase database() {
        return Objects.requireNonNull(database);
    }
}

package io.rookery.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ImpatientTest {
    private static final Duration WAIT = Duration.ofSeconds(2);

    @Test
    void only_the_first_waits_for_a_database_that_is_not_there() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/none");
        config.setConnectionTimeout(WAIT.toMillis());
        config.setInitializationFailTimeout(-1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            Impatient database = new Impatient(pool, WAIT.multipliedBy(10));

            assertThat(refused(database)).isBetween(WAIT, WAIT.multipliedBy(2));
            assertThat(refused(database)).isLessThan(WAIT.dividedBy(2));
        }
    }

    /// How long it took.
    private static Duration refused(Impatient database) {
        long begun = System.nanoTime();
        assertThatThrownBy(database::getConnection).isInstanceOf(SQLException.class);
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}

package io.rookery.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.rookery.server.roles.StartFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class ApiAccessTest {
    private static ApiAccess access(String... options) {
        ApiAccess access = CommandLine.populateCommand(new ApiAccess(), options);
        access.environment(Map.of());
        return access;
    }

    @Test
    void a_url_in_the_environment_that_is_none_is_named() {
        ApiAccess access = access();
        access.environment(
                Map.of("ROOKERY_API", "http://127.0.0.1 :8080", "ROOKERY_API_KEY", "rk_1"));

        assertThatThrownBy(() -> access.get("/v1/admin/doctor"))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("ROOKERY_API: http://127.0.0.1 :8080 (expected: a URL");
    }

    @Test
    void a_file_with_more_than_a_key_is_named_and_not_shown(@TempDir Path place) throws Exception {
        Path file = Files.writeString(place.resolve("key"), "rk_1\nrk_2\n");
        ApiAccess access = access("--api", "http://127.0.0.1:1", "--key-file", file.toString());

        assertThatThrownBy(() -> access.get("/v1/admin/doctor"))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith(file + ": 2 lines (expected: the operator's key")
                .hasMessageNotContaining("rk_1");
    }

    @Test
    void who_follows_an_api_that_says_nothing_any_more_is_told() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody()
                            .write("{\"what\":\"watching\"}\n".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
        try {
            ApiAccess access = access("--api", "http://127.0.0.1:" + server.getAddress().getPort());
            access.environment(Map.of("ROOKERY_API_KEY", "rk_1"));
            access.silence(Duration.ofSeconds(1));
            List<String> heard = new ArrayList<>();

            assertThatThrownBy(() ->
                            access.lines("/v1/admin/traces", Map.of(), line -> !heard.add(line)))
                    .isInstanceOf(ApiAccess.Unreachable.class)
                    .hasMessageEndingWith("has said nothing for 1 s");
            assertThat(heard).containsExactly("{\"what\":\"watching\"}");
        } finally {
            over.countDown();
            server.stop(0);
        }
    }
}

package io.rookery.tenant.assembly;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.web.router.Router;
import io.rookery.tenant.ApiMeter;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The control plane, listening.
public final class TenantApi implements AutoCloseable {
    private final ApplicationContext context;
    private final EmbeddedServer server;

    private TenantApi(ApplicationContext context, EmbeddedServer server) {
        this.context = context;
        this.server = server;
    }

    /// Starts to listen.
    ///
    /// @param storage the node's, started
    /// @param port 0 for any that is free
    /// @param ports what the API shows and does of the running system
    /// @param meter told of every answer
    /// @param more further Micronaut properties, such as `micronaut.server.ssl.*`
    /// @throws RuntimeException of Micronaut's when the port is taken
    public static TenantApi start(
            TenantStorage storage,
            String host,
            int port,
            ApiPorts ports,
            ApiMeter meter,
            Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("micronaut.application.name", "rookery");
        properties.put("micronaut.server.host", host);
        properties.put("micronaut.server.port", port == 0 ? -1 : port);
        properties.put("micronaut.server.max-request-size", storage.parts().limits().bodyBytes());
        // An empty list is there, and empty; only null is left out.
        properties.put("micronaut.serde.serialization.inclusion", "NON_NULL");
        properties.putAll(more);
        ApplicationContextBuilder builder =
                ApplicationContext.builder()
                        .banner(false)
                        .deduceEnvironment(false)
                        .deduceCloudEnvironment(false)
                        .properties(properties)
                        .singletons(storage, ports, meter);
        ports.hooks().ifPresent(builder::singletons);
        ports.archives().ifPresent(builder::singletons);
        ports.sessions().ifPresent(builder::singletons);
        ports.installation().ifPresent(builder::singletons);
        ApplicationContext context = builder.start();
        try {
            EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
            return new TenantApi(context, server);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    /// Where it listens, `http://127.0.0.1:8080`.
    public URI uri() {
        return server.getURI();
    }

    /// What it answers, `GET /v1/me`: every method and path.
    public Set<String> routes() {
        return context.getBean(Router.class)
                .uriRoutes()
                .map(route -> route.getHttpMethodName() + ' ' + route.getUriMatchTemplate())
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        context.close();
    }
}

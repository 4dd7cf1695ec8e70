package io.rookery.server.assembly;

import io.rookery.routing.port.UnavailableException;
import io.rookery.server.roles.ApiSettings;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import io.rookery.tenant.Limits;
import io.rookery.tenant.MasterKey;
import io.rookery.tenant.assembly.TenantParts;
import io.rookery.tenant.assembly.TenantStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the node knows of tenants: domains, internal accounts and rosters, hook endpoints.
final class TenantPart implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(TenantPart.class);
    private static final String KEY_FILE = "operator.key";

    private final Settings settings;
    private final Pools pools;
    private final World world;
    private @Nullable TenantStorage storage;
    private byte[] masterKey = new byte[0];

    TenantPart(Settings settings, Pools pools, World world) {
        this.settings = settings;
        this.pools = pools;
        this.world = world;
    }

    @Override
    public String name() {
        return "tenants";
    }

    @Override
    public void start() {
        masterKey =
                Secrets.masterKey(
                        settings.masterKey(), settings.data(), MasterKey.BYTES, world.random());
        TenantStorage started =
                new TenantStorage(
                        new TenantParts(
                                pools.app(),
                                world.clock(),
                                world.random(),
                                new MasterKey(masterKey),
                                limits()));
        started.start();
        storage = started;
        try {
            started.makeFirstOperatorKey().ifPresent(this::show);
        } catch (UnavailableException e) {
            stop();
            throw new StartFailure("operator key: cannot be made: " + e.getMessage(), e);
        }
    }

    private Limits limits() {
        ApiSettings api = settings.api();
        return Limits.DEFAULT.withRates(api.addressRequests(), api.keyRequests());
    }

    /// Shown once; in embedded mode also kept beside the data, for the demo and the command line.
    private void show(String key) {
        LOG.info("operator API key, shown only now: {}", key);
        Path file = settings.data().resolve(KEY_FILE);
        try {
            Files.deleteIfExists(file);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, key + '\n');
        } catch (IOException e) {
            LOG.warn("operator API key: cannot be kept in {}: {}", file, e.toString());
        }
    }

    TenantStorage storage() {
        return Started.of(storage, name());
    }

    /// A key for one more purpose, made from the installation's.
    byte[] fingerprint(String purpose) {
        return new MasterKey(masterKey).fingerprint(purpose, new byte[0]);
    }

    @Override
    public void stop() {
        Optional.ofNullable(storage).ifPresent(TenantStorage::close);
        storage = null;
    }
}

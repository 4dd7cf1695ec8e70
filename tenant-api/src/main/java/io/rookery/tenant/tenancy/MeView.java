package io.rookery.tenant.tenancy;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who the caller is.
///
/// @param operator whether the key is the operator's
/// @param tenant the key's tenant; left out for the operator
/// @param keyId the key, `key_…`
/// @param scopes what the key may do
@Serdeable(naming = SnakeCaseStrategy.class)
record MeView(boolean operator, @Nullable TenantView tenant, String keyId, List<String> scopes) {}

package io.rookery.tenant.http;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What an API key may do. A name without the other half of its pair allows only that half.
public enum Scope {
    TENANTS_READ("tenants:read", Holder.OPERATOR),
    TENANTS_WRITE("tenants:write", Holder.OPERATOR),
    KEYS_READ("keys:read", Holder.BOTH),
    KEYS_WRITE("keys:write", Holder.BOTH),
    AUDIT_READ("audit:read", Holder.BOTH),
    DOMAINS_READ("domains:read", Holder.TENANT),
    DOMAINS_WRITE("domains:write", Holder.TENANT),
    USERS_READ("users:read", Holder.TENANT),
    USERS_WRITE("users:write", Holder.TENANT),
    USERS_EXPORT("users:export", Holder.TENANT),
    SESSIONS_READ("sessions:read", Holder.TENANT),
    SESSIONS_WRITE("sessions:write", Holder.TENANT),
    HOOKS_READ("hooks:read", Holder.TENANT),
    HOOKS_WRITE("hooks:write", Holder.TENANT),
    USAGE_READ("usage:read", Holder.TENANT),
    ADMIN_READ("admin:read", Holder.OPERATOR),
    ADMIN_WRITE("admin:write", Holder.OPERATOR),
    ADMIN_TRACE("admin:trace", Holder.OPERATOR);

    private final String text;
    private final Holder holder;

    Scope(String text, Holder holder) {
        this.text = text;
        this.holder = holder;
    }

    private enum Holder {
        OPERATOR,
        TENANT,
        BOTH
    }

    /// As the API has it, `domains:read`.
    public String text() {
        return text;
    }

    /// The scope of this [#text], empty when there is none.
    public static Optional<Scope> parse(String text) {
        return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
    }

    /// All that a key of the operator can have.
    public static Set<Scope> ofOperator() {
        return of(Holder.OPERATOR);
    }

    /// All that a key of a tenant can have.
    public static Set<Scope> ofTenant() {
        return of(Holder.TENANT);
    }

    private static Set<Scope> of(Holder holder) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (Scope scope : values()) {
            if (scope.holder == holder || scope.holder == Holder.BOTH) {
                scopes.add(scope);
            }
        }
        return scopes;
    }
}

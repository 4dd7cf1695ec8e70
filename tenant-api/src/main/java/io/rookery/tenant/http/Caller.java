package io.rookery.tenant.http;

import io.micronaut.http.HttpRequest;
import io.rookery.routing.port.TenantId;
import io.rookery.tenant.store.TenantTransactions;
import java.util.Set;
import java.util.UUID;

/// Who makes a request: an API key and the tenant it belongs to.
///
/// @param tenant [TenantTransactions#OPERATOR] for the operator
/// @param requestId names the request in the audit log
/// @param address where the request comes from, in digits
public record Caller(
        TenantId tenant, UUID keyId, Set<Scope> scopes, String requestId, String address) {
    private static final String ATTRIBUTE = "rookery.caller";

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /// The caller of an authenticated request, who must have the scope.
    ///
    /// @throws ProblemException when the key lacks it
    public static Caller of(HttpRequest<?> request, Scope needed) {
        Caller caller = of(request);
        caller.require(needed);
        return caller;
    }

    /// The caller of an authenticated request.
    public static Caller of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Caller.class)
                .orElseThrow(() ->
                        new IllegalStateException(
                                "caller: none (expected: authenticated before routing)"));
    }

    /// The tenant whose request that is, as log lines name it; empty before it is known.
    static String tenant(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Caller.class)
                .map(caller -> caller.tenant().text())
                .orElse("");
    }

    void attachTo(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /// True when the operator calls.
    public boolean isOperator() {
        return tenant.equals(TenantTransactions.OPERATOR);
    }

    /// Insists on a scope.
    ///
    /// @throws ProblemException when the key lacks it
    public void require(Scope needed) {
        if (!scopes.contains(needed)) {
            throw new ProblemException(
                    Problem.INSUFFICIENT_SCOPE, "The key needs the scope " + needed.text() + ".");
        }
    }
}

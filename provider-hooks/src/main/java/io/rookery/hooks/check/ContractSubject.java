package io.rookery.hooks.check;

import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.SigningSecret;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/// The backend that the contract check is to look at.
///
/// @param user localpart of a user that exists there; without it only strangers are asked about
/// @param password of that user; without it no login is tried that should succeed
/// @param operations what the backend answers
public record ContractSubject(
        URI baseUrl,
        SigningSecret secret,
        String domain,
        Optional<String> user,
        Optional<String> password,
        Set<Operation> operations) {
    public ContractSubject {
        operations = Set.copyOf(operations);
    }

    /// Hides the password.
    @Override
    public String toString() {
        return "ContractSubject[" + baseUrl + ", " + user.orElse("") + '@' + domain + ']';
    }
}

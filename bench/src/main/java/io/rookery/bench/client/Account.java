package io.rookery.bench.client;

/// An account of the measured domain. Its name and password follow from its number, so that a
/// server can be filled by one command and measured by the next.
///
/// @param number from 0
public record Account(int number) {

    public String username() {
        return "bench" + number;
    }

    public String password() {
        return "secret-of-" + number;
    }

    /// The bare JID.
    public String at(String domain) {
        return username() + '@' + domain;
    }
}

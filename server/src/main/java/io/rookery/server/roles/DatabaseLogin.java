package io.rookery.server.roles;

/// A user of the database and its password, which no log line shows.
public record DatabaseLogin(String user, String password) {

    @Override
    public String toString() {
        return "DatabaseLogin[user=%s]".formatted(user);
    }
}

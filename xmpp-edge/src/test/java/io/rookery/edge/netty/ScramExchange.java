package io.rookery.edge.netty;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The elements of a SCRAM login, made by a library that is not ours.
final class ScramExchange {
    private final String mechanism;
    private final ScramClient client;

    ScramExchange(String mechanism, String name, String password) {
        this.mechanism = mechanism;
        this.client = RawClient.scram(mechanism, name, password).build();
    }

    String first() {
        return RawClient.auth(mechanism, client.clientFirstMessage().toString());
    }

    String last(String challenge) {
        try {
            client.serverFirstMessage(content(challenge));
            return RawClient.response(client.clientFinalMessage().toString());
        } catch (ScramException e) {
            throw new AssertionError(e);
        }
    }

    void verify(String success) {
        try {
            client.serverFinalMessage(content(success));
        } catch (ScramException e) {
            throw new AssertionError(e);
        }
    }

    private static String content(String element) {
        return new String(
                Base64.getDecoder().decode(RawClient.find(element, ">([^<]*)<")),
                StandardCharsets.UTF_8);
    }
}

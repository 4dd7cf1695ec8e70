package io.rookery.testkit.net;

import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Text;
import java.util.LinkedHashMap;
import java.util.Map;

/// What domains are called on the server, by what a transcript calls them: so that many run on one
/// server and none disturbs another.
public final class Names {
    private final Map<String, String> onServer;

    /// @param onServer the server's name of each domain; no name may be within another
    public Names(Map<String, String> onServer) {
        this.onServer = new LinkedHashMap<>(onServer);
    }

    /// The server's name of a domain; a domain that is not named stays.
    public String domain(String name) {
        return onServer.getOrDefault(name, name);
    }

    /// Text for the server.
    public String outward(String text) {
        String renamed = text;
        for (Map.Entry<String, String> name : onServer.entrySet()) {
            renamed = renamed.replace(name.getKey(), name.getValue());
        }
        return renamed;
    }

    private String inward(String text) {
        String renamed = text;
        for (Map.Entry<String, String> name : onServer.entrySet()) {
            renamed = renamed.replace(name.getValue(), name.getKey());
        }
        return renamed;
    }

    /// What the server said, in the transcript's names.
    public Element inward(Element element) {
        Element.Builder renamed = Element.builder(element.name(), element.namespace());
        element.attributes()
                .forEach(a -> renamed.attribute(a.namespace(), a.name(), inward(a.value())));
        element.nodes()
                .forEach(node -> {
                    switch (node) {
                        case Text text -> renamed.text(inward(text.value()));
                        case Element child -> renamed.child(inward(child));
                    }
                });
        return renamed.build();
    }
}

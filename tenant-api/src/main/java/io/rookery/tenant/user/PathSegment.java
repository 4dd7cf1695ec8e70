package io.rookery.tenant.user;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// One segment of a path (RFC 3986 §3.3).
final class PathSegment {
    private PathSegment() {}

    static String encode(String text) {
        // The form encoding of HTML differs from RFC 3986 in the space only.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

package io.rookery.tenant.http;

import io.micronaut.serde.annotation.Serdeable;

/// One thing that is wrong with a request.
///
/// @param pointer JSON Pointer (RFC 6901) into the body, or the name of a parameter or header
/// @param detail what is wrong, as a sentence
@Serdeable
public record Fault(String pointer, String detail) {}

/// Where calls may go: which URLs a tenant may name, and which addresses may be connected to. An
/// address is resolved once, judged, and the judged one is connected to, so that a name that
/// resolves differently a second time (DNS rebinding) gains nothing.
@NullMarked
package io.rookery.hooks.egress;

import org.jspecify.annotations.NullMarked;

/// The extension point of protocol features: a feature registers the namespaces it answers, what it
/// shows in service discovery (XEP-0030), and can be switched on and off for one domain at run
/// time.
@NullMarked
package io.rookery.routing.feature;

import org.jspecify.annotations.NullMarked;

/// Pages of `docs` that are made from other files, so that they cannot say what is not so: the
/// tables of conformance and of specifications. The JDK alone is enough to run this, so `./rookery
/// docs` needs no build.
@NullMarked
package io.rookery.testkit.docs;

import org.jspecify.annotations.NullMarked;

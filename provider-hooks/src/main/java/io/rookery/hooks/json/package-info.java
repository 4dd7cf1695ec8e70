/// JSON as values, read under limits: depth, length, duplicate names.
@NullMarked
package io.rookery.hooks.json;

import org.jspecify.annotations.NullMarked;

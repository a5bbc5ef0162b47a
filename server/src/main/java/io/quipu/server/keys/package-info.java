/** The keys of the query API: who asks, what he may see, and how often. */
@NullMarked
package io.quipu.server.keys;

import org.jspecify.annotations.NullMarked;

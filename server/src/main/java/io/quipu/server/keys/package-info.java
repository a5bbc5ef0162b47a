/** The keys of the query API: which companies each may see, and how often it may ask. */
@NullMarked
package io.quipu.server.keys;

import org.jspecify.annotations.NullMarked;

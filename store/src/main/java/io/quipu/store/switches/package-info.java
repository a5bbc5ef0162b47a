/** Which keyspace readers use. */
@NullMarked
package io.quipu.store.switches;

import org.jspecify.annotations.NullMarked;

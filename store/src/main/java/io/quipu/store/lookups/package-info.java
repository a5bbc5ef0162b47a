/** Reference data in Cassandra: rows of tables that users declare, found by their keys. */
@NullMarked
package io.quipu.store.lookups;

import org.jspecify.annotations.NullMarked;

/** The tables in Cassandra: their definitions, their versions and how they are updated. */
@NullMarked
package io.quipu.store.schema;

import org.jspecify.annotations.NullMarked;

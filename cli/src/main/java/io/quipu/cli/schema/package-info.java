/** The command {@code quipu schema}, which creates the tables in Cassandra. */
@NullMarked
package io.quipu.cli.schema;

import org.jspecify.annotations.NullMarked;

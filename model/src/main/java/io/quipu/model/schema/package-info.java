/** The tables in Cassandra, as text: their CQL, their versions and what their keys are made of. */
@NullMarked
package io.quipu.model.schema;

import org.jspecify.annotations.NullMarked;

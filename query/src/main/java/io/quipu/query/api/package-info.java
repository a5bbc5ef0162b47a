/** The questions that the query API answers from the counts in Cassandra, and their answers. */
@NullMarked
package io.quipu.query.api;

import org.jspecify.annotations.NullMarked;

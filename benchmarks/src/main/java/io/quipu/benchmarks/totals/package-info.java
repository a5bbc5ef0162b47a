/** Measures what it costs a job to continue from totals that are stored in Cassandra. */
@NullMarked
package io.quipu.benchmarks.totals;

import org.jspecify.annotations.NullMarked;

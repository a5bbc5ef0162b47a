/** What it costs to go on from totals that stand in Cassandra. */
@NullMarked
package io.quipu.benchmarks.totals;

import org.jspecify.annotations.NullMarked;

/**
 * Stage 8 of 8: WriteCounts writes final rows to Cassandra. CassandraPages and CassandraTotals read
 * from Cassandra for earlier stages.
 *
 * <p>In: final rows of counters, in any order, any number of times. Out: nothing.
 *
 * <p>Guarantee: when a bundle ends, all of its rows are durable at the consistency asked for. A row
 * is only replaced by one with a larger count or a higher epoch, so a repeated write changes
 * nothing.
 *
 * <p>WriteIncrements replaces it for Cassandra counters: it adds rows, so a repeated write adds
 * again.
 *
 * <p>Time: rows are written as they come, whatever their timestamp or window.
 *
 * <p>State: none; in memory are up to 500 rows and the writes in flight.
 */
@NullMarked
package io.quipu.io.cassandra;

import org.jspecify.annotations.NullMarked;

/**
 * Stage 8 of 8: WriteCounts writes final rows to Cassandra. Also binds what the stages before it
 * read from Cassandra: CassandraPages and CassandraTotals.
 *
 * <p>In: final rows of counters, in any order, any number of times. Out: nothing.
 *
 * <p>Guarantee: when a bundle ends, all of its rows are durable at the consistency asked for. A row
 * is only ever replaced by one with a larger count (or a higher epoch), so replays change nothing.
 *
 * <p>In its place, WriteIncrements adds rows to counters of Cassandra; there, a replay adds again.
 *
 * <p>Time domain: none; rows are written as they come, whatever their time or window.
 *
 * <p>State cost: none kept; in memory, the rows of one bundle (at most 5,000) and writes in flight.
 */
@NullMarked
package io.quipu.io.cassandra;

import org.jspecify.annotations.NullMarked;

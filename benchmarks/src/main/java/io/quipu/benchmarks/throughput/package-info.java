/**
 * Measures how many events per second Quipu's Statistic job counts, and compares it with other
 * programs that count the same topic on the same machine.
 */
@NullMarked
package io.quipu.benchmarks.throughput;

import org.jspecify.annotations.NullMarked;

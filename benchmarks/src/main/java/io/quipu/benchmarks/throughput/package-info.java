/**
 * How many events a second Quipu's Statistic job counts, beside other ways of counting the same
 * topic on the same machine.
 */
@NullMarked
package io.quipu.benchmarks.throughput;

import org.jspecify.annotations.NullMarked;

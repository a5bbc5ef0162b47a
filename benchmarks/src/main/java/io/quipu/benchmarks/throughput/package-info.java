/**
 * How many events a second Quipu counts, and other ways of counting the same on the same machine.
 */
@NullMarked
package io.quipu.benchmarks.throughput;

import org.jspecify.annotations.NullMarked;

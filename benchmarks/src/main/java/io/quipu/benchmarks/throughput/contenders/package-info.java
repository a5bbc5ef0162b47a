/** The ways of counting that the throughput benchmark compares, and what they share. */
@NullMarked
package io.quipu.benchmarks.throughput.contenders;

import org.jspecify.annotations.NullMarked;

/** The programs that the throughput benchmark compares, and the classes they share. */
@NullMarked
package io.quipu.benchmarks.throughput.contenders;

import org.jspecify.annotations.NullMarked;

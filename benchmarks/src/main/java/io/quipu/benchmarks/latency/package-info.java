/** Measures the time from the broker's append of an event until its row can be read. */
@NullMarked
package io.quipu.benchmarks.latency;

import org.jspecify.annotations.NullMarked;

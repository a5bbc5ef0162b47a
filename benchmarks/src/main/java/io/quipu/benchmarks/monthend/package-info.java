/** Measures a job while a month with many pages leaves its state. */
@NullMarked
package io.quipu.benchmarks.monthend;

import org.jspecify.annotations.NullMarked;

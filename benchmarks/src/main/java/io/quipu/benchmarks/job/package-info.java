/** Runs a job in its own JVM, as a user does, with real servers. */
@NullMarked
package io.quipu.benchmarks.job;

import org.jspecify.annotations.NullMarked;

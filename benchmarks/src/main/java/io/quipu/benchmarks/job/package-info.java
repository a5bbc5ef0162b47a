/** A job in a JVM of its own, as a user runs it, on real servers. */
@NullMarked
package io.quipu.benchmarks.job;

import org.jspecify.annotations.NullMarked;

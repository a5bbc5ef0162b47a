/** Measures each step of the hot path alone: JMH benchmarks, and the command that runs them. */
@NullMarked
package io.quipu.benchmarks.micro;

import org.jspecify.annotations.NullMarked;

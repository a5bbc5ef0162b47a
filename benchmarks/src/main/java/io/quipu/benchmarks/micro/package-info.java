/**
 * How long the steps of the hot path take, each alone: JMH's benchmarks, and the command for it.
 */
@NullMarked
package io.quipu.benchmarks.micro;

import org.jspecify.annotations.NullMarked;

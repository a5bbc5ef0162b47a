/**
 * The command {@code quipu plan}, which calculates the machines for a load from results of
 * benchmarks.
 */
@NullMarked
package io.quipu.cli.plan;

import org.jspecify.annotations.NullMarked;

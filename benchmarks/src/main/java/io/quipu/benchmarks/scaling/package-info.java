/**
 * Measures the cost of an event by the number of slots, task managers, dimension values and keys.
 */
@NullMarked
package io.quipu.benchmarks.scaling;

import org.jspecify.annotations.NullMarked;

/** What an event costs with more slots, more task managers, more fan-out and more keys. */
@NullMarked
package io.quipu.benchmarks.scaling;

import org.jspecify.annotations.NullMarked;

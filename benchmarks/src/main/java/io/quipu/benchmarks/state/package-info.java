/** Measures the size of uniqueness state: {@code ./quipu bench state}. */
@NullMarked
package io.quipu.benchmarks.state;

import org.jspecify.annotations.NullMarked;

/**
 * Programs that measure Quipu and print figures: {@code ./quipu bench}. They are no tests, and no
 * other module depends on them.
 */
@NullMarked
package io.quipu.benchmarks;

import org.jspecify.annotations.NullMarked;

/**
 * Programs that measure Quipu and print figures: {@code ./quipu bench}. None is a test, and nothing
 * depends on them.
 */
@NullMarked
package io.quipu.benchmarks;

import org.jspecify.annotations.NullMarked;

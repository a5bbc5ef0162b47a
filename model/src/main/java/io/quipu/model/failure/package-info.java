/** Failures that are the same at each attempt, and how a runner learns about them. */
@NullMarked
package io.quipu.model.failure;

import org.jspecify.annotations.NullMarked;

/** A deterministic simulator of the counting job and of all that can happen around it. */
@NullMarked
package io.quipu.simulation;

import org.jspecify.annotations.NullMarked;

/**
 * Limits on how many values of a dimension count under their own names. Plain Java: which values
 * are admitted, as a live job decides it and as a batch does.
 */
@NullMarked
package io.quipu.model.limit;

import org.jspecify.annotations.NullMarked;

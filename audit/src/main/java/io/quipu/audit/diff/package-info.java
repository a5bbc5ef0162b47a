/** Compares the counts of two keyspaces. */
@NullMarked
package io.quipu.audit.diff;

import org.jspecify.annotations.NullMarked;

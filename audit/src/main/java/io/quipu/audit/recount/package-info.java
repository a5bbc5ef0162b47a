/** Counts events by SQL, and compares the result with the stored rows. */
@NullMarked
package io.quipu.audit.recount;

import org.jspecify.annotations.NullMarked;

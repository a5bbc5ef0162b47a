/** The tables of final counts, and the statements that write and read them. */
@NullMarked
package io.quipu.store.counts;

import org.jspecify.annotations.NullMarked;

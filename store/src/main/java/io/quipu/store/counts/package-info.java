/** The tables of final counts: the statements that write them and those that read them. */
@NullMarked
package io.quipu.store.counts;

import org.jspecify.annotations.NullMarked;

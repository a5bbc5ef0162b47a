/** Stage 7 of 8: ReadTotals. */
@NullMarked
package io.quipu.transforms.totals;

import org.jspecify.annotations.NullMarked;

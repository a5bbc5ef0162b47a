/** Reading the numbers: a series, the top values, everything of a company. */
@NullMarked
package io.quipu.cli.counts;

import org.jspecify.annotations.NullMarked;

/** The commands that print counts: a series, the top values, or all rows of a company. */
@NullMarked
package io.quipu.cli.counts;

import org.jspecify.annotations.NullMarked;

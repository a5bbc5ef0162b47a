/** Reads the counts back, and keeps the tables that they stand in. */
@NullMarked
package io.quipu.query;

import org.jspecify.annotations.NullMarked;

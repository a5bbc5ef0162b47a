/** Answers questions from the tables: series, top values, exports. */
@NullMarked
package io.quipu.store.queries;

import org.jspecify.annotations.NullMarked;

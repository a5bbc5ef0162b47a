/** The stream of changed rows of real jobs. */
@NullMarked
package io.quipu.it.changes;

import org.jspecify.annotations.NullMarked;

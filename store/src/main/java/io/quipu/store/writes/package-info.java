/** Writes rows, with the statements of any kind of tables, and waits until they are durable. */
@NullMarked
package io.quipu.store.writes;

import org.jspecify.annotations.NullMarked;

/** Prints the messages of topics that jobs write. */
@NullMarked
package io.quipu.cli.tail;

import org.jspecify.annotations.NullMarked;

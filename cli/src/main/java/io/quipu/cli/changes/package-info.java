/** The commands for the stream of changed rows. */
@NullMarked
package io.quipu.cli.changes;

import org.jspecify.annotations.NullMarked;

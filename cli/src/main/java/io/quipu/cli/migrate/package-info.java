/** The command that takes counts of other tables over. */
@NullMarked
package io.quipu.cli.migrate;

import org.jspecify.annotations.NullMarked;

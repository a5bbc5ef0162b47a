/** The command {@code quipu}, with its subcommands, exit codes and messages. */
@NullMarked
package io.quipu.cli;

import org.jspecify.annotations.NullMarked;

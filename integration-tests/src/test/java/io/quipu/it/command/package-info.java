/** The command, as a person calls it in a shell. */
@NullMarked
package io.quipu.it.command;

import org.jspecify.annotations.NullMarked;

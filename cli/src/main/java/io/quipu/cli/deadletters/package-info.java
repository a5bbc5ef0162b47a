/** The commands for dead letters: list them, show one, and replay their records. */
@NullMarked
package io.quipu.cli.deadletters;

import org.jspecify.annotations.NullMarked;

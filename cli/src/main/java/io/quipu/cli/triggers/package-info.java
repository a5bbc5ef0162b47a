/** The commands for what triggers tell. */
@NullMarked
package io.quipu.cli.triggers;

import org.jspecify.annotations.NullMarked;

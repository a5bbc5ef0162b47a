/** The commands that check and correct stored counts. */
@NullMarked
package io.quipu.cli.audit;

import org.jspecify.annotations.NullMarked;

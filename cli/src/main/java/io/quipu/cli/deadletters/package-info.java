/** Dead letters: which there are, what is in one, and sending their records once more. */
@NullMarked
package io.quipu.cli.deadletters;

import org.jspecify.annotations.NullMarked;

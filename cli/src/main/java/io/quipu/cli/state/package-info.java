/** {@code quipu state}: copies of the state of a job. */
@NullMarked
package io.quipu.cli.state;

import org.jspecify.annotations.NullMarked;

/** The command {@code quipu simulate}, which runs the job in a simulated world. */
@NullMarked
package io.quipu.cli.simulate;

import org.jspecify.annotations.NullMarked;

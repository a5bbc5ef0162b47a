/** The commands that start a job, show its progress, and print a summary. */
@NullMarked
package io.quipu.cli.run;

import org.jspecify.annotations.NullMarked;

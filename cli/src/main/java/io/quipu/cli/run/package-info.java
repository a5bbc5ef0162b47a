/** The jobs: starting one, watching it, and what it did in the end. */
@NullMarked
package io.quipu.cli.run;

import org.jspecify.annotations.NullMarked;

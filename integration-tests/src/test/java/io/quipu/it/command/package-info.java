/** Tests of {@code ./quipu}, called as in a shell. */
@NullMarked
package io.quipu.it.command;

import org.jspecify.annotations.NullMarked;

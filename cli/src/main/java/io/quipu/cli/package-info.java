/** The quipu command: everything that a person does with Quipu, from one place. */
@NullMarked
package io.quipu.cli;

import org.jspecify.annotations.NullMarked;

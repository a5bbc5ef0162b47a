/** Tests of dimensions with a limit. */
@NullMarked
package io.quipu.it.limit;

import org.jspecify.annotations.NullMarked;

/** Tests of triggers with real servers. */
@NullMarked
package io.quipu.it.triggers;

import org.jspecify.annotations.NullMarked;

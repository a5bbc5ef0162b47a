/** Real servers for the tests of this module, and jobs on each runner that use them. */
@NullMarked
package io.quipu.it.stack;

import org.jspecify.annotations.NullMarked;

/** Classes that the tests of this module share. */
@NullMarked
package io.quipu.store.testing;

import org.jspecify.annotations.NullMarked;

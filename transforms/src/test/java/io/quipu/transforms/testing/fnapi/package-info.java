/** A runner of the Fn API that is just large enough to drive one step of a pipeline. */
@NullMarked
package io.quipu.transforms.testing.fnapi;

import org.jspecify.annotations.NullMarked;

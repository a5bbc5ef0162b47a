/** A minimal runner of the Fn API, which runs one step of a pipeline. */
@NullMarked
package io.quipu.transforms.testing.fnapi;

import org.jspecify.annotations.NullMarked;

/** Beam coders for the model's types. The model defines the formats. */
@NullMarked
package io.quipu.transforms.coders;

import org.jspecify.annotations.NullMarked;

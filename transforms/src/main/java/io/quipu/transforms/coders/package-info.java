/** Coders of the model's types: thin shells, the formats are the model's. */
@NullMarked
package io.quipu.transforms.coders;

import org.jspecify.annotations.NullMarked;

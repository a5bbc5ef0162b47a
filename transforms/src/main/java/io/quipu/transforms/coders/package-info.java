/** How the model's values travel in Beam: thin shells around the model's own byte formats. */
@NullMarked
package io.quipu.transforms.coders;

import org.jspecify.annotations.NullMarked;

/** Reads the fields of a JSON record that the catalog names, in one pass over its bytes. */
@NullMarked
package io.quipu.transforms.parse.json;

import org.jspecify.annotations.NullMarked;

/** Expressions of the catalog in the Common Expression Language (CEL). */
@NullMarked
package io.quipu.transforms.parse.cel;

import org.jspecify.annotations.NullMarked;

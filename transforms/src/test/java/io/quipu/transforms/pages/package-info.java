/** Tests of how pages leave state. */
@NullMarked
package io.quipu.transforms.pages;

import org.jspecify.annotations.NullMarked;

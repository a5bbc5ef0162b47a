/**
 * Where pages of state go when their time in state is over, and from where they come back.
 *
 * <p>State keeps the pages that are in use. The store keeps the others, for as long as it likes.
 */
@NullMarked
package io.quipu.transforms.pages;

import org.jspecify.annotations.NullMarked;

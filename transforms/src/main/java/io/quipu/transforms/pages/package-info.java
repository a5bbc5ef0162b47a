/**
 * Stores pages that have expired from state, and reads them back.
 *
 * <p>State keeps the pages that are in use. The store keeps the others; it decides for how long.
 */
@NullMarked
package io.quipu.transforms.pages;

import org.jspecify.annotations.NullMarked;

/** A small Beam program that counts unique readers of pages with Quipu's stages. */
@NullMarked
package io.quipu.examples.readers;

import org.jspecify.annotations.NullMarked;

/** A small Beam program that counts the unique readers of web pages with Quipu's transforms. */
@NullMarked
package io.quipu.examples.readers;

import org.jspecify.annotations.NullMarked;

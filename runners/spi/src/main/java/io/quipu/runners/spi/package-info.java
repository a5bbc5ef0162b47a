/** The interface of every runner. Other modules start jobs only through it. */
@NullMarked
package io.quipu.runners.spi;

import org.jspecify.annotations.NullMarked;

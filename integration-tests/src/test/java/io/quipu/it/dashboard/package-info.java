/** The dashboard in a real browser, over real counts. */
@NullMarked
package io.quipu.it.dashboard;

import org.jspecify.annotations.NullMarked;

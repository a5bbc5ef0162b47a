/** What every runner offers to those who start jobs: the one door to all runners. */
@NullMarked
package io.quipu.runners.spi;

import org.jspecify.annotations.NullMarked;

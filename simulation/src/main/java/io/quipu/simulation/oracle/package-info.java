/** What is right: an independent recount of the events, and the rules that hold at every step. */
@NullMarked
package io.quipu.simulation.oracle;

import org.jspecify.annotations.NullMarked;

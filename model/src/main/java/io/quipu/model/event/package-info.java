/** Records, the events that they hold, and the dead letters of those that hold none. */
@NullMarked
package io.quipu.model.event;

import org.jspecify.annotations.NullMarked;

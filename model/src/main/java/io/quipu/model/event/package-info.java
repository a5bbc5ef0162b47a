/** Raw records, the events parsed from them, and dead letters. */
@NullMarked
package io.quipu.model.event;

import org.jspecify.annotations.NullMarked;

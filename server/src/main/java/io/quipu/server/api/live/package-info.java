/** Tells clients when what they watch has changed. */
@NullMarked
package io.quipu.server.api.live;

import org.jspecify.annotations.NullMarked;

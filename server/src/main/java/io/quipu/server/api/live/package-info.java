/** Sends an answer to clients again whenever it changes. */
@NullMarked
package io.quipu.server.api.live;

import org.jspecify.annotations.NullMarked;

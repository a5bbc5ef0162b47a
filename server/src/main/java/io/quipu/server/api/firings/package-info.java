/** Which triggers have fired. */
@NullMarked
package io.quipu.server.api.firings;

import org.jspecify.annotations.NullMarked;

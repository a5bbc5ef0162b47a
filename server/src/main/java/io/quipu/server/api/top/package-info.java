/** Answers which values of a dimension have most. */
@NullMarked
package io.quipu.server.api.top;

import org.jspecify.annotations.NullMarked;

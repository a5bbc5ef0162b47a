/** Answers which values of a dimension have the largest numbers. */
@NullMarked
package io.quipu.server.api.top;

import org.jspecify.annotations.NullMarked;

/** Says with each answer whether its numbers are complete, and what is missing. */
@NullMarked
package io.quipu.server.api.completeness;

import org.jspecify.annotations.NullMarked;

/** Answers what there is to ask for. */
@NullMarked
package io.quipu.server.api.names;

import org.jspecify.annotations.NullMarked;

/** How many customers reach each step of a sequence. */
@NullMarked
package io.quipu.server.api.funnel;

import org.jspecify.annotations.NullMarked;

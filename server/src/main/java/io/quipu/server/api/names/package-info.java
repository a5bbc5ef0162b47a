/** Lists the companies, statistics, dimensions and values that have counts. */
@NullMarked
package io.quipu.server.api.names;

import org.jspecify.annotations.NullMarked;

/** The routes of the query API. */
@NullMarked
package io.quipu.server.api;

import org.jspecify.annotations.NullMarked;

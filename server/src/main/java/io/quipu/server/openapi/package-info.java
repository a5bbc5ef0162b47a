/** The description of the query API, made from the routes themselves. */
@NullMarked
package io.quipu.server.openapi;

import org.jspecify.annotations.NullMarked;

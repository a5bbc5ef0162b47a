/** Makes the OpenAPI description of the query API from its routes. */
@NullMarked
package io.quipu.server.openapi;

import org.jspecify.annotations.NullMarked;

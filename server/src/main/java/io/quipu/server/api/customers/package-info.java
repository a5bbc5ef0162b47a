/** Answers what one customer did. */
@NullMarked
package io.quipu.server.api.customers;

import org.jspecify.annotations.NullMarked;

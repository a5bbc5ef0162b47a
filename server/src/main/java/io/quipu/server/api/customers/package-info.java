/** Answers questions about the counts of one customer. */
@NullMarked
package io.quipu.server.api.customers;

import org.jspecify.annotations.NullMarked;

/** The words of the product as plain Java values: no Beam, no servers. */
@NullMarked
package io.quipu.model;

import org.jspecify.annotations.NullMarked;

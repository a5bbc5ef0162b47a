/**
 * Compares two keyspaces of counts, says whether readers can use the other one, and removes one.
 */
@NullMarked
package io.quipu.audit.keyspaces;

import org.jspecify.annotations.NullMarked;

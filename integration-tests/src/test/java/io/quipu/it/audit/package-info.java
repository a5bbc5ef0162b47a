/** Audits of counts that real jobs have stored. */
@NullMarked
package io.quipu.it.audit;

import org.jspecify.annotations.NullMarked;

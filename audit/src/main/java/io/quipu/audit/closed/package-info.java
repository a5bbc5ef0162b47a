/** Audits hours, days and months when they have closed, beside a running job. */
@NullMarked
package io.quipu.audit.closed;

import org.jspecify.annotations.NullMarked;

/** The table of pages, which jobs have moved out of their state. */
@NullMarked
package io.quipu.store.pages;

import org.jspecify.annotations.NullMarked;

/** The table of pages: state of jobs whose time in state is over. */
@NullMarked
package io.quipu.store.pages;

import org.jspecify.annotations.NullMarked;

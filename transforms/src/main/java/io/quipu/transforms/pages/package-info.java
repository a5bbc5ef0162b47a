/**
 * Stores pages that have expired from state, and reads them back.
 *
 * <p>State keeps the pages that are in use. The store keeps the others; it decides for how long.
 *
 * <pre>
 *  pages:   key of a page -> page
 *  index:   number of a chunk -> keys of pages (16 each), up to 50
 *  header:  {@link io.quipu.model.state.ShardHeader}
 *  expires: when the shard expires
 * </pre>
 */
@NullMarked
package io.quipu.transforms.pages;

import org.jspecify.annotations.NullMarked;

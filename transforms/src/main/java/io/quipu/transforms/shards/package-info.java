/** Shared code of the stages that keep state by {@link io.quipu.model.state.Shard}. */
@NullMarked
package io.quipu.transforms.shards;

import org.jspecify.annotations.NullMarked;

/** What the stages that keep state by {@link io.quipu.model.state.Shard} share. */
@NullMarked
package io.quipu.transforms.shards;

import org.jspecify.annotations.NullMarked;

package io.quipu.transforms.testing.fnapi;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.beam.fn.harness.state.BeamFnStateClient;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.StateAppendResponse;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.StateClearResponse;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.StateGetResponse;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.StateKey;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.StateKey.MultimapKeysUserState;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.StateKey.MultimapUserState;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.StateRequest;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.StateResponse;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.ByteString;

/** The state that a runner of the Fn API keeps, in memory. */
public final class FnApiState implements BeamFnStateClient {
  private final Map<StateKey, ByteString> values = new HashMap<>();
  // The keys of each map.
  private final Map<StateKey, Set<StateKey>> entries = new HashMap<>();

  @Override
  public CompletableFuture<StateResponse> handle(StateRequest.Builder request) {
    StateKey key = request.getStateKey();
    StateResponse.Builder response = StateResponse.newBuilder().setId(request.getId());
    switch (request.getRequestCase()) {
      case GET -> response.setGet(StateGetResponse.newBuilder().setData(get(key)));
      case APPEND -> {
        append(key, request.getAppend().getData());
        response.setAppend(StateAppendResponse.getDefaultInstance());
      }
      case CLEAR -> {
        clear(key);
        response.setClear(StateClearResponse.getDefaultInstance());
      }
      default -> throw new IllegalArgumentException("No state is used so: " + request);
    }
    return CompletableFuture.completedFuture(response.build());
  }

  private ByteString get(StateKey key) {
    if (!key.hasMultimapKeysUserState()) {
      return values.getOrDefault(key, ByteString.EMPTY);
    }
    ByteString keys = ByteString.EMPTY;
    for (StateKey entry : entries.getOrDefault(key, Set.of())) {
      keys = keys.concat(entry.getMultimapUserState().getMapKey());
    }
    return keys;
  }

  private void append(StateKey key, ByteString data) {
    values.merge(key, data, ByteString::concat);
    if (key.hasMultimapUserState()) {
      entries.computeIfAbsent(mapOf(key), map -> new LinkedHashSet<>()).add(key);
    }
  }

  private void clear(StateKey key) {
    values.remove(key);
    if (key.hasMultimapUserState()) {
      entries.getOrDefault(mapOf(key), new LinkedHashSet<>()).remove(key);
    }
    Set<StateKey> all = entries.remove(key);
    if (all != null) {
      all.forEach(values::remove);
    }
  }

  private static StateKey mapOf(StateKey entry) {
    MultimapUserState map = entry.getMultimapUserState();
    return StateKey.newBuilder()
        .setMultimapKeysUserState(
            MultimapKeysUserState.newBuilder()
                .setTransformId(map.getTransformId())
                .setUserStateId(map.getUserStateId())
                .setWindow(map.getWindow())
                .setKey(map.getKey()))
        .build();
  }
}

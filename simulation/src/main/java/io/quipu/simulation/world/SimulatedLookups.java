package io.quipu.simulation.world;

import io.quipu.transforms.hydrate.ReferenceData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The reference data of the simulated world: the category of each product. */
public final class SimulatedLookups implements ReferenceData {
  private static final long serialVersionUID = 1L;

  /** The only instance needed: it has no state. */
  public SimulatedLookups() {}

  @Override
  public void open() {
    World.current().call("connect to the reference data");
  }

  @Override
  public CompletableFuture<Map<String, String>> find(List<String> key) {
    World world = World.current();
    world.call("look up " + key);
    String category = world.categories().get(key.get(0));
    Map<String, String> row = category == null ? Map.of() : Map.of("category", category);
    return CompletableFuture.completedFuture(row);
  }

  @Override
  public void close() {}
}

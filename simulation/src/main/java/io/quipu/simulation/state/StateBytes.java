package io.quipu.simulation.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateTable;
import org.apache.beam.runners.core.StateTag;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * One cell of state in the bytes of its coders, so that an error in a coder shows after a restart.
 *
 * @param id the name of the cell
 * @param parts the value; or the elements of a bag; or the keys and values of a map, in turn
 */
public record StateBytes(StateNamespace namespace, StateTag<?> tag, String id, List<byte[]> parts) {

  /** The same cell with other contents. */
  public StateBytes withParts(List<byte[]> others) {
    return new StateBytes(namespace, tag, id, others);
  }

  /** All cells of a key that hold something. */
  static List<StateBytes> of(StateTable table) {
    List<StateBytes> cells = new ArrayList<>();
    for (StateNamespace namespace : table.getNamespacesInUse()) {
      table
          .getTagsInUse(namespace)
          .forEach(
              (tag, cell) -> {
                StateTag<?> typed = tag;
                List<byte[]> parts = typed.getSpec().match(new Encode(cell));
                if (!parts.isEmpty()) {
                  cells.add(new StateBytes(namespace, typed, typed.getId(), parts));
                }
              });
    }
    return cells;
  }

  /** Writes the cell into empty state. */
  void restoreTo(StateInternals state) {
    State cell = state.state(namespace, tag);
    tag.getSpec().match(new Decode(cell, parts));
  }

  private static byte[] encode(Coder<?> coder, Object value) {
    try {
      @SuppressWarnings("unchecked") // The cell was declared with this coder.
      Coder<Object> any = (Coder<Object>) coder;
      return CoderUtils.encodeToByteArray(any, value);
    } catch (CoderException e) {
      throw new IllegalStateException("State cannot be encoded.", e);
    }
  }

  private static Object decode(Coder<?> coder, byte[] bytes) {
    try {
      return CoderUtils.decodeFromByteArray(coder, bytes);
    } catch (CoderException e) {
      throw new IllegalStateException("State cannot be decoded.", e);
    }
  }

  private static IllegalArgumentException unknown() {
    return new IllegalArgumentException(
        "The simulator copies values, bags and maps; teach StateBytes to copy this kind of state.");
  }

  @SuppressWarnings("unchecked") // A cell has the type of its spec.
  private static final class Encode extends StateSpec.Cases.WithDefault<List<byte[]>> {
    private final State cell;

    Encode(State cell) {
      this.cell = cell;
    }

    @Override
    public List<byte[]> dispatchValue(Coder<?> coder) {
      Object value = ((ValueState<Object>) cell).read();
      return value == null ? List.of() : List.of(encode(coder, value));
    }

    @Override
    public List<byte[]> dispatchBag(Coder<?> coder) {
      List<byte[]> parts = new ArrayList<>();
      for (Object element : ((BagState<Object>) cell).read()) {
        parts.add(encode(coder, element));
      }
      return parts;
    }

    @Override
    public List<byte[]> dispatchMap(Coder<?> keys, Coder<?> values) {
      List<byte[]> parts = new ArrayList<>();
      for (Map.Entry<Object, Object> entry : ((MapState<Object, Object>) cell).entries().read()) {
        parts.add(encode(keys, entry.getKey()));
        parts.add(encode(values, entry.getValue()));
      }
      return parts;
    }

    @Override
    public List<byte[]> dispatchOrderedList(Coder<?> coder) {
      throw unknown();
    }

    @Override
    protected List<byte[]> dispatchDefault() {
      throw unknown();
    }
  }

  @SuppressWarnings("unchecked") // A cell has the type of its spec.
  private static final class Decode extends StateSpec.Cases.WithDefault<Boolean> {
    private final State cell;
    private final List<byte[]> parts;

    Decode(State cell, List<byte[]> parts) {
      this.cell = cell;
      this.parts = parts;
    }

    @Override
    public Boolean dispatchValue(Coder<?> coder) {
      ((ValueState<Object>) cell).write(decode(coder, parts.get(0)));
      return true;
    }

    @Override
    public Boolean dispatchBag(Coder<?> coder) {
      parts.forEach(part -> ((BagState<Object>) cell).add(decode(coder, part)));
      return true;
    }

    @Override
    public Boolean dispatchMap(Coder<?> keys, Coder<?> values) {
      for (int i = 0; i < parts.size(); i += 2) {
        ((MapState<Object, Object>) cell)
            .put(decode(keys, parts.get(i)), decode(values, parts.get(i + 1)));
      }
      return true;
    }

    @Override
    public Boolean dispatchOrderedList(Coder<?> coder) {
      throw unknown();
    }

    @Override
    protected Boolean dispatchDefault() {
      throw unknown();
    }
  }
}

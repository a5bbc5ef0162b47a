package io.quipu.simulation.graph;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Makes instances of a DoFn as a runner does, by deserializing it: no constructor runs, and
 * transient fields are empty. But the values of other fields are shared and not copied, because
 * they never change, and copies of all of them took most of the time of a schedule.
 */
public final class FnTemplate {

  /** Stands for a shared value in the serialized DoFn. */
  private record Shared(int index) implements Serializable {}

  private final List<Object> shared = new ArrayList<>();
  private final Map<String, Class<?>> classes = new ConcurrentHashMap<>();
  private final byte[] bytes;

  FnTemplate(DoFn<?, ?> fn) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Writer writer = new Writer(out, fn)) {
      writer.writeObject(fn);
    } catch (IOException e) {
      throw new IllegalArgumentException(fn.getClass() + " cannot be serialized.", e);
    }
    bytes = out.toByteArray();
  }

  /** A new instance, before its setup. */
  @SuppressWarnings("unchecked") // The pipeline has checked that types fit.
  public DoFn<Object, Object> newInstance() {
    try (Reader reader = new Reader(new ByteArrayInputStream(bytes))) {
      return (DoFn<Object, Object>) reader.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("A DoFn cannot be deserialized.", e);
    }
  }

  private final class Writer extends ObjectOutputStream {
    private final DoFn<?, ?> fn;

    Writer(OutputStream out, DoFn<?, ?> fn) throws IOException {
      super(out);
      this.fn = fn;
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object value) {
      if (value == fn || isStandIn(value.getClass())) {
        return value;
      }
      shared.add(value);
      return new Shared(shared.size() - 1);
    }
  }

  /** Immutable collections and lambdas are serialized as another object, which becomes them. */
  private static boolean isStandIn(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(method -> method.getName().equals("readResolve"));
  }

  private final class Reader extends ObjectInputStream {
    Reader(InputStream in) throws IOException {
      super(in);
      enableResolveObject(true);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      Class<?> known = classes.get(type.getName());
      if (known == null) {
        known = Class.forName(type.getName(), false, FnTemplate.class.getClassLoader());
        classes.put(type.getName(), known);
      }
      return known;
    }

    @Override
    protected Object resolveObject(Object value) {
      return value instanceof Shared one ? shared.get(one.index()) : value;
    }
  }
}

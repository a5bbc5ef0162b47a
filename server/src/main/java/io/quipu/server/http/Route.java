package io.quipu.server.http;

import com.google.auto.value.AutoValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One thing that can be asked: how, what of, and what comes back. The server answers by it and
 * {@link io.quipu.server.openapi.OpenApi} describes it, so the two cannot differ.
 */
@AutoValue
public abstract class Route {

  /** Answers a call. */
  @FunctionalInterface
  public interface Handling {
    /**
     * The answer.
     *
     * @throws Problem if there is none; what to tell the client
     */
    Reply handle(ApiRequest call);
  }

  /** {@code GET} or {@code POST}. */
  public abstract String method();

  /** The path's segments, of which those like {@code {company}} are parameters. */
  public abstract List<String> segments();

  public abstract String summary();

  public abstract List<Parameter> parameters();

  /** The record that the body is; none if it has no body. */
  public abstract Optional<Class<?>> body();

  /** The record that the answer is; none if it is not JSON. */
  public abstract Optional<Class<?>> answer();

  /** The media types of the answer, the default first. */
  public abstract List<String> mediaTypes();

  /** Whether it needs a key, if the server asks for keys. */
  public abstract boolean keyed();

  public abstract Handling handling();

  /** A route that is open to all and answers with text. */
  public static Builder get(String path) {
    return new AutoValue_Route.Builder()
        .method("GET")
        .segments(List.of(path.substring(1).split("/", -1)))
        .parameters(List.of())
        .mediaTypes(List.of(Reply.JSON))
        .keyed(false);
  }

  /** As {@link #get}, with a body. */
  public static Builder post(String path, Class<?> body) {
    return get(path).method("POST").body(body);
  }

  /** The path as it is written in a description. */
  public String path() {
    return "/" + String.join("/", segments());
  }

  /** The names of the query's parameters. */
  Set<String> queryNames() {
    return parameters().stream()
        .filter(parameter -> parameter.in() == Parameter.In.QUERY)
        .map(Parameter::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Builds a route. */
  @AutoValue.Builder
  public abstract static class Builder {
    abstract Builder method(String method);

    abstract Builder segments(List<String> segments);

    public abstract Builder summary(String summary);

    public abstract Builder parameters(List<Parameter> parameters);

    abstract Builder body(Class<?> body);

    public abstract Builder answer(Class<?> answer);

    public abstract Builder mediaTypes(List<String> mediaTypes);

    public abstract Builder keyed(boolean keyed);

    public abstract Builder handling(Handling handling);

    public abstract Route build();
  }
}

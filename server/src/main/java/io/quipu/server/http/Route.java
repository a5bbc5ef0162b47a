package io.quipu.server.http;

import com.google.auto.value.AutoValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A route of the API: its method, path, parameters, body and answer. The server uses it to answer,
 * and {@link io.quipu.server.openapi.OpenApi} to describe the API, so the two cannot differ.
 */
@AutoValue
public abstract class Route {

  /** Answers a request. */
  @FunctionalInterface
  public interface Handling {
    /**
     * Makes the answer.
     *
     * @throws Problem if the request cannot be answered
     */
    Reply handle(ApiRequest call);
  }

  /** {@code GET} or {@code POST}. */
  public abstract String method();

  /** The segments of the path. A segment such as {@code {company}} is a parameter. */
  public abstract List<String> segments();

  public abstract String summary();

  public abstract List<Parameter> parameters();

  /** The record type of the body; empty if there is no body. */
  public abstract Optional<Class<?>> body();

  /** The record type of the answer; empty if it is not JSON. */
  public abstract Optional<Class<?>> answer();

  /** The media types of the answer, the default first. */
  public abstract List<String> mediaTypes();

  /** Whether a request needs a key, if the server has keys. */
  public abstract boolean keyed();

  public abstract Handling handling();

  /** A GET route. By default it needs no key and answers with JSON. */
  public static Builder get(String path) {
    return new AutoValue_Route.Builder()
        .method("GET")
        .segments(List.of(path.substring(1).split("/", -1)))
        .parameters(List.of())
        .mediaTypes(List.of(Reply.JSON))
        .keyed(false);
  }

  /** A POST route with a body; otherwise as {@link #get}. */
  public static Builder post(String path, Class<?> body) {
    return get(path).method("POST").body(body);
  }

  /** The path, such as {@code /v1/companies/{company}/top}. */
  public String path() {
    return "/" + String.join("/", segments());
  }

  /** The names of the parameters in the query. */
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

package io.quipu.server.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quipu.server.http.Parameter;
import io.quipu.server.http.Problem;
import io.quipu.server.http.Reply;
import io.quipu.server.http.Route;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes an OpenAPI 3 document from routes and their record types. */
public final class OpenApi {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String KEY = "key";

  private final ObjectNode schemas = NODES.objectNode();

  private OpenApi() {}

  /** The document of all routes. */
  public static ObjectNode of(List<Route> routes) {
    OpenApi document = new OpenApi();
    ObjectNode root = NODES.objectNode();
    root.put("openapi", "3.0.3");
    root.putObject("info")
        .put("title", "Quipu")
        .put("version", "1")
        .put(
            "description",
            "Counts, unique customers and sums, as they are in Cassandra. Times in answers have"
                + " the offset of the company's clock. Problems have the form of RFC 9457.");
    ObjectNode paths = root.putObject("paths");
    for (Route route : routes) {
      paths
          .withObjectProperty(route.path())
          .set(route.method().toLowerCase(Locale.ROOT), document.operation(route));
    }
    ObjectNode components = root.putObject("components");
    components.set("schemas", document.schemas);
    components
        .putObject("securitySchemes")
        .putObject(KEY)
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "A key of quipu serve new-key; needed if the server asks for keys.");
    return root;
  }

  private ObjectNode operation(Route route) {
    ObjectNode operation = NODES.objectNode().put("summary", route.summary());
    ArrayNode parameters = operation.putArray("parameters");
    route.parameters().forEach(parameter -> parameters.add(parameter(parameter)));
    route
        .body()
        .ifPresent(
            body -> {
              ObjectNode request = operation.putObject("requestBody").put("required", true);
              request.putObject("content").putObject(Reply.JSON).set("schema", schema(body));
            });
    ObjectNode responses = operation.putObject("responses");
    ObjectNode content =
        responses.putObject("200").put("description", route.summary()).putObject("content");
    for (String mediaType : route.mediaTypes()) {
      ObjectNode text = NODES.objectNode().put("type", "string");
      content
          .putObject(mediaType)
          .set(
              "schema",
              mediaType.equals(Reply.JSON) ? route.answer().map(this::schema).orElse(text) : text);
    }
    responses
        .putObject("default")
        .put("description", "A problem; its detail says what to do.")
        .putObject("content")
        .putObject(Problem.MEDIA_TYPE)
        .set("schema", schema(Problem.ProblemDetails.class));
    if (route.keyed()) {
      operation.putArray("security").addObject().putArray(KEY);
    }
    return operation;
  }

  private static ObjectNode parameter(Parameter parameter) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("name", parameter.name())
            .put("in", parameter.in().name().toLowerCase(Locale.ROOT))
            .put("description", parameter.description())
            .put("required", parameter.required());
    ObjectNode one = NODES.objectNode().put("type", parameter.number() ? "integer" : "string");
    if (!parameter.words().isEmpty()) {
      ArrayNode words = one.putArray("enum");
      parameter.words().forEach(words::add);
    }
    if (parameter.repeated()) {
      node.put("explode", true);
      node.putObject("schema").put("type", "array").set("items", one);
    } else {
      node.set("schema", one);
    }
    return node;
  }

  private ObjectNode schema(AnnotatedType annotated) {
    Type type = annotated.getType();
    if (type instanceof Class<?> plain) {
      return schema(plain);
    }
    if (type instanceof ParameterizedType generic
        && annotated instanceof AnnotatedParameterizedType parts) {
      AnnotatedType[] arguments = parts.getAnnotatedActualTypeArguments();
      if (generic.getRawType() == List.class) {
        ObjectNode items = schema(arguments[0]);
        ObjectNode array = NODES.objectNode().put("type", "array");
        array.set("items", isNullable(arguments[0]) ? items.put("nullable", true) : items);
        return array;
      }
      if (generic.getRawType() == Map.class) {
        ObjectNode map = NODES.objectNode().put("type", "object");
        map.set("additionalProperties", schema(arguments[1]));
        return map;
      }
    }
    throw new IllegalStateException("The type " + type + " cannot be described.");
  }

  private ObjectNode schema(Class<?> type) {
    ObjectNode schema = NODES.objectNode();
    if (type.isRecord()) {
      String name = type.getSimpleName();
      if (!schemas.has(name)) {
        ObjectNode described = schemas.putObject(name);
        describe(type, described);
      }
      return schema.put("$ref", "#/components/schemas/" + name);
    }
    if (type == boolean.class || type == Boolean.class) {
      return schema.put("type", "boolean");
    }
    if (type == String.class) {
      return schema.put("type", "string");
    }
    if (type == long.class || type == int.class || type == Long.class || type == Integer.class) {
      return schema.put("type", "integer");
    }
    if (type == BigDecimal.class) {
      return schema.put("type", "number");
    }
    throw new IllegalStateException("The type " + type + " cannot be described.");
  }

  private void describe(Class<?> type, ObjectNode schema) {
    schema.put("type", "object");
    ArrayNode required = NODES.arrayNode();
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent component : type.getRecordComponents()) {
      ObjectNode property = schema(component.getAnnotatedType());
      @Nullable Meaning says = component.getAnnotation(Meaning.class);
      if (says != null && !property.has("$ref")) {
        property.put("description", says.value());
      }
      properties.set(component.getName(), property);
      if (!isNullable(component.getAnnotatedType())) {
        required.add(component.getName());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }
}

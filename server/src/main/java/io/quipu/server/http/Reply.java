package io.quipu.server.http;

import java.util.Map;

/** The answer to a request. */
public sealed interface Reply permits Reply.Whole, Reply.Events {
  String JSON = "application/json";
  String CSV = "text/csv";
  String EVENTS = "text/event-stream";

  /** An answer whose bytes are all known. */
  final class Whole implements Reply {
    private final int status;
    private final String mediaType;
    private final byte[] bytes;
    private final Map<String, String> headers;

    /** Makes an answer without headers of its own. */
    public Whole(int status, String mediaType, byte[] bytes) {
      this(status, mediaType, bytes, Map.of());
    }

    /**
     * Makes an answer.
     *
     * @param mediaType the media type, with its character set if it is text
     * @param bytes the body before compression; must not be changed later
     * @param headers the headers of this answer, in ASCII
     */
    public Whole(int status, String mediaType, byte[] bytes, Map<String, String> headers) {
      this.headers = Map.copyOf(headers);
      this.status = status;
      this.mediaType = mediaType;
      this.bytes = bytes;
    }

    int status() {
      return status;
    }

    String mediaType() {
      return mediaType;
    }

    Map<String, String> headers() {
      return headers;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /** An answer of server-sent events that lasts as long as the client listens. */
  record Events(EventSource source) implements Reply {}

  /** An answer in JSON. */
  static Reply json(Object body) {
    return json(200, body);
  }

  /** An answer in JSON with another status than 200. */
  static Reply json(int status, Object body) {
    return new Whole(status, JSON, JsonRecords.bytes(body));
  }

  /** A source of events, to which listeners are added. */
  @FunctionalInterface
  interface EventSource {
    /**
     * Adds a listener. Events are sent to it from threads of the source.
     *
     * @throws Problem if no listener can be added
     */
    void add(EventListener listener);
  }

  /** A client that receives events. */
  interface EventListener {
    /**
     * Sends an event. If another event is still being written, this one replaces the event that
     * waits.
     */
    void send(byte[] event);

    /** Sends a comment to keep the connection alive, unless an event is being written. */
    void beat();

    /** Whether the client has gone. */
    boolean isGone();

    /** Ends the answer. */
    void end();
  }
}

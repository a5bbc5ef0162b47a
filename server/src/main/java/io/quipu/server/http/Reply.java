package io.quipu.server.http;

/** What comes back of a call. */
public sealed interface Reply permits Reply.Whole, Reply.Events {
  String JSON = "application/json";
  String CSV = "text/csv";
  String EVENTS = "text/event-stream";

  /** An answer that is there as a whole. */
  final class Whole implements Reply {
    private final int status;
    private final String mediaType;
    private final byte[] bytes;

    /**
     * An answer.
     *
     * @param mediaType with its character set, if it is text
     * @param bytes the body before compression, which stays as it is from now on
     */
    public Whole(int status, String mediaType, byte[] bytes) {
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

    byte[] bytes() {
      return bytes;
    }
  }

  /** Events, as long as the client listens. */
  record Events(EventSource source) implements Reply {}

  /** An answer in JSON. */
  static Reply json(Object body) {
    return json(200, body);
  }

  /** An answer in JSON with another status than 200. */
  static Reply json(int status, Object body) {
    return new Whole(status, JSON, JsonRecords.bytes(body));
  }

  /** Takes in who wants to hear. */
  @FunctionalInterface
  interface EventSource {
    /**
     * Sends the listener events from now on, from threads of its own.
     *
     * @throws Problem if it cannot
     */
    void add(EventListener listener);
  }

  /** Who hears events. */
  interface EventListener {
    /** Sends an event, or remembers it as the next one if the client is still taking one. */
    void send(byte[] event);

    /** Shows that the server is still there, unless it shows already. */
    void beat();

    /** Whether the client has gone. */
    boolean isGone();

    /** Ends the answer. */
    void end();
  }
}

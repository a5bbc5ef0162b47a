package io.quipu.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A stream of server-sent events to one client. While one event is being written, only the latest
 * of the next events is kept, because each event is a complete answer. Thread-safe.
 */
final class EventStream implements Reply.EventListener, Callback {
  private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  private final Response response;
  private final Callback end;

  // Guarded by this.
  private byte @Nullable [] next;
  private boolean writing;
  private boolean ending;
  private boolean gone;

  EventStream(Response response, Callback end) {
    this.response = response;
    this.end = end;
  }

  @Override
  public void send(byte[] event) {
    synchronized (this) {
      if (gone || ending) {
        return;
      }
      if (writing) {
        next = event;
        return;
      }
      writing = true;
    }
    response.write(false, ByteBuffer.wrap(event), this);
  }

  @Override
  public void beat() {
    synchronized (this) {
      if (gone || ending || writing) {
        return;
      }
      writing = true;
    }
    response.write(false, ByteBuffer.wrap(BEAT), this);
  }

  @Override
  public synchronized boolean isGone() {
    return gone;
  }

  @Override
  public void end() {
    synchronized (this) {
      if (gone || ending) {
        return;
      }
      ending = true;
      next = null;
      if (writing) {
        return;
      }
    }
    finish();
  }

  /** Writes the next event, or ends the answer. */
  @Override
  public void succeeded() {
    byte[] event;
    synchronized (this) {
      event = next;
      next = null;
      writing = event != null;
      if (event == null && !ending) {
        return;
      }
    }
    if (event == null) {
      finish();
    } else {
      response.write(false, ByteBuffer.wrap(event), this);
    }
  }

  /** Marks the client as gone. */
  @Override
  public void failed(Throwable cause) {
    synchronized (this) {
      gone = true;
    }
    end.failed(cause);
  }

  private void finish() {
    response.write(true, ByteBuffer.allocate(0), end);
  }
}

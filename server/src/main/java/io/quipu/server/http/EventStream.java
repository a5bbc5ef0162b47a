package io.quipu.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to one client. Of those that come while the client takes one, only the last is
 * sent: each says all that there is to say. Thread-safe.
 */
final class EventStream implements Reply.EventListener, Callback {
  private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  private final Response response;
  private final Callback end;

  // All under this object's lock.
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

  /** What was written is with the client. */
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

  /** The client has gone. */
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

package io.quipu.localstack.cassandra;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A minimal client of the CQL native protocol 4, for tests without a driver. */
final class CqlConnection implements AutoCloseable {
  private static final int STARTUP = 1;
  private static final int READY = 2;
  private static final int QUERY = 7;
  private static final int RESULT = 8;
  private static final int CONSISTENCY_ONE = 1;

  private final Socket socket;

  CqlConnection(InetSocketAddress contactPoint) throws IOException {
    socket = new Socket(contactPoint.getAddress(), contactPoint.getPort());
    ByteArrayOutputStream options = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(options);
    body.writeShort(1);
    body.writeUTF("CQL_VERSION");
    body.writeUTF("3.0.0");
    request(STARTUP, options.toByteArray(), READY);
  }

  /**
   * Runs a statement and returns the bytes of its result as text, with dots for what is not
   * printable.
   */
  String run(String statement) throws IOException {
    ByteArrayOutputStream query = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(query);
    byte[] text = statement.getBytes(StandardCharsets.UTF_8);
    body.writeInt(text.length);
    body.write(text);
    body.writeShort(CONSISTENCY_ONE);
    body.writeByte(0);
    return request(QUERY, query.toByteArray(), RESULT);
  }

  private String request(int operation, byte[] body, int expected) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.write(new byte[] {4, 0, 0, 0, (byte) operation});
    out.writeInt(body.length);
    out.write(body);
    out.flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    in.skipNBytes(4);
    int answered = in.readUnsignedByte();
    String answer = new String(in.readNBytes(in.readInt()), StandardCharsets.ISO_8859_1);
    if (answered != expected) {
      throw new IOException("Answer " + answered + ": " + answer);
    }
    return answer.replaceAll("\\P{Print}", ".");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

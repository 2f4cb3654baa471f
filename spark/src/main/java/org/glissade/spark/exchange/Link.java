package org.glissade.spark.exchange;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import jdk.net.ExtendedSocketOptions;

/**
 * A connection to another worker, or to the driver: numbers in order, big-endian; one writes while
 * another reads. Whoever calls greets first: with the secret of the training and his number.
 */
final class Link implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final int CONNECT_MILLIS = 30_000;
  private static final int GREETING_MILLIS = 2_000;
  private static final int STRANGER = -1;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final byte[] read = new byte[CHUNK];
  private final byte[] written = new byte[CHUNK];

  Link(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      // A machine that lost its power says no farewell: it is missed after a minute.
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
    }
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), CHUNK));
    this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), CHUNK));
  }

  /**
   * Calls somebody.
   *
   * @param address whose name is looked up now
   */
  static Link to(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_MILLIS);
      return new Link(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Greets the one who was called. */
  void greet(byte[] secret, int worker) throws IOException {
    write(secret);
    writeInt(worker);
    flush();
  }

  /**
   * The number of the caller; below 0 if he does not know the secret, or does not greet at once.
   */
  int greeted(byte[] secret) throws IOException {
    byte[] said = new byte[secret.length];
    socket.setSoTimeout(GREETING_MILLIS);
    try {
      readFully(said);
      int worker = readInt();
      if (!MessageDigest.isEqual(said, secret)) {
        return STRANGER;
      }
      socket.setSoTimeout(0);
      return worker;
    } catch (IOException _) {
      return STRANGER;
    }
  }

  void writeInt(int value) throws IOException {
    out.writeInt(value);
  }

  int readInt() throws IOException {
    return in.readInt();
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  void readFully(byte[] into) throws IOException {
    in.readFully(into);
  }

  /** An array of which the other one does not know the length. */
  void writeBlock(byte[] bytes) throws IOException {
    writeInt(bytes.length);
    write(bytes);
  }

  byte[] readBlock() throws IOException {
    int length = readInt();
    if (length < 0) {
      throw new IOException("the other one says something else than is asked for");
    }
    byte[] bytes = new byte[length];
    readFully(bytes);
    return bytes;
  }

  void flush() throws IOException {
    out.flush();
  }

  void write(float[] values, int from, int to) throws IOException {
    int most = CHUNK / Float.BYTES;
    for (int at = from; at < to; at += most) {
      int count = Math.min(most, to - at);
      ByteBuffer.wrap(written).asFloatBuffer().put(values, at, count);
      out.write(written, 0, count * Float.BYTES);
    }
  }

  void read(float[] values, int from, int to) throws IOException {
    int most = CHUNK / Float.BYTES;
    for (int at = from; at < to; at += most) {
      int count = Math.min(most, to - at);
      in.readFully(read, 0, count * Float.BYTES);
      ByteBuffer.wrap(read).asFloatBuffer().get(values, at, count);
    }
  }

  void write(double[] values, int from, int to) throws IOException {
    int most = CHUNK / Double.BYTES;
    for (int at = from; at < to; at += most) {
      int count = Math.min(most, to - at);
      ByteBuffer.wrap(written).asDoubleBuffer().put(values, at, count);
      out.write(written, 0, count * Double.BYTES);
    }
  }

  void read(double[] values, int from, int to) throws IOException {
    int most = CHUNK / Double.BYTES;
    for (int at = from; at < to; at += most) {
      int count = Math.min(most, to - at);
      in.readFully(read, 0, count * Double.BYTES);
      ByteBuffer.wrap(read).asDoubleBuffer().get(values, at, count);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

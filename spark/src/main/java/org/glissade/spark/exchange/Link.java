package org.glissade.spark.exchange;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * A connection to another worker, or to the driver: numbers in order, big-endian; one writes while
 * another reads. Whoever calls {@linkplain Greeting greets} first, and tells his number.
 */
final class Link implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final int BUFFER = 1 << 13;
  private static final int MILLIS = 30_000;

  private final Socket socket;
  private final int caller;
  private final DataInputStream in;
  private final DataOutputStream out;

  // Made when arrays of numbers are moved: a driver has a connection to each task that waits.
  private byte[] read = {};
  private byte[] written = {};

  private Link(Socket socket, int caller, DataInputStream in, DataOutputStream out) {
    this.socket = socket;
    this.caller = caller;
    this.in = in;
    this.out = out;
  }

  /**
   * Calls somebody and greets.
   *
   * @param address whose name is looked up now
   * @param caller who calls, from 0
   * @throws IOException if nobody is there who knows the secret
   */
  static Link to(InetSocketAddress address, Credentials credentials, int caller)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address.getHostString(), address.getPort()), MILLIS);
      socket.setSoTimeout(MILLIS);
      DataInputStream in = input(socket.getInputStream());
      DataOutputStream out = output(socket.getOutputStream());
      Greeting greeting = Greeting.of(caller, credentials.secret(), in, out);
      prepare(socket);
      return credentials.encrypts()
          ? new Link(
              socket,
              caller,
              new DataInputStream(new SealedInput(in, greeting.calledsKey())),
              new DataOutputStream(new SealedOutput(out, greeting.callersKey())))
          : new Link(socket, caller, in, out);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * A connection from somebody who calls and greets at once.
   *
   * @return null if he does not, or does not know the secret; he is sent away
   */
  static @Nullable Link from(Socket socket, Credentials credentials) throws IOException {
    try {
      socket.setSoTimeout(MILLIS);
      DataInputStream in = input(socket.getInputStream());
      DataOutputStream out = output(socket.getOutputStream());
      Greeting greeting = Greeting.answered(credentials.secret(), in, out);
      if (greeting != null) {
        prepare(socket);
        return credentials.encrypts()
            ? new Link(
                socket,
                greeting.caller(),
                new DataInputStream(new SealedInput(in, greeting.callersKey())),
                new DataOutputStream(new SealedOutput(out, greeting.calledsKey())))
            : new Link(socket, greeting.caller(), in, out);
      }
    } catch (IOException _) {
      // whoever it was, he did not greet
    }
    socket.close();
    return null;
  }

  private static DataInputStream input(InputStream in) {
    return new DataInputStream(new BufferedInputStream(in, BUFFER));
  }

  private static DataOutputStream output(OutputStream out) {
    return new DataOutputStream(new BufferedOutputStream(out, BUFFER));
  }

  private static void prepare(Socket socket) throws IOException {
    socket.setSoTimeout(0);
    socket.setTcpNoDelay(true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      // A machine that lost its power says no farewell: it is missed after a minute.
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
    }
  }

  /** The number that the one who called told. */
  int caller() {
    return caller;
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
    written = written.length > 0 ? written : new byte[CHUNK];
    int most = CHUNK / Float.BYTES;
    for (int at = from; at < to; at += most) {
      int count = Math.min(most, to - at);
      ByteBuffer.wrap(written).asFloatBuffer().put(values, at, count);
      out.write(written, 0, count * Float.BYTES);
    }
  }

  void read(float[] values, int from, int to) throws IOException {
    read = read.length > 0 ? read : new byte[CHUNK];
    int most = CHUNK / Float.BYTES;
    for (int at = from; at < to; at += most) {
      int count = Math.min(most, to - at);
      in.readFully(read, 0, count * Float.BYTES);
      ByteBuffer.wrap(read).asFloatBuffer().get(values, at, count);
    }
  }

  void write(double[] values, int from, int to) throws IOException {
    written = written.length > 0 ? written : new byte[CHUNK];
    int most = CHUNK / Double.BYTES;
    for (int at = from; at < to; at += most) {
      int count = Math.min(most, to - at);
      ByteBuffer.wrap(written).asDoubleBuffer().put(values, at, count);
      out.write(written, 0, count * Double.BYTES);
    }
  }

  void read(double[] values, int from, int to) throws IOException {
    read = read.length > 0 ? read : new byte[CHUNK];
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

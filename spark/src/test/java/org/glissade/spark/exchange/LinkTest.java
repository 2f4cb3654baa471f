package org.glissade.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.FutureTask;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinkTest {
  private static final byte[] SECRET = {1, 2, 3};

  private static SecretKey key(int seed) {
    byte[] bytes = new byte[32];
    new Random(seed).nextBytes(bytes);
    return new SecretKeySpec(bytes, "AES");
  }

  /** Written in parts, with a flush here and there. */
  private static byte[] sealed(byte[] bytes, SecretKey key, Random random) throws IOException {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    try (OutputStream out = new SealedOutput(wire, key)) {
      for (int at = 0; at < bytes.length; ) {
        int count = Math.min(bytes.length - at, 1 + random.nextInt(100_000));
        out.write(bytes, at, count);
        at += count;
        if (random.nextBoolean()) {
          out.flush();
        }
      }
      out.flush();
    }
    return wire.toByteArray();
  }

  private static byte[] opened(byte[] wire, SecretKey key) throws IOException {
    try (InputStream in = new SealedInput(new ByteArrayInputStream(wire), key)) {
      return in.readAllBytes();
    }
  }

  @Property(tries = 100)
  void whatIsSealedOpensAsItWasAndNothingElseDoes(
      @ForAll @IntRange(min = 1, max = 300_000) int length, @ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    byte[] wire = sealed(bytes, key(1), random);
    assertThat(opened(wire, key(1))).isEqualTo(bytes);
    assertThatThrownBy(() -> opened(wire, key(2))).isInstanceOf(IOException.class);
    byte[] damaged = wire.clone();
    damaged[random.nextInt(wire.length)] ^= (byte) (1 << random.nextInt(8));
    assertThatThrownBy(() -> opened(damaged, key(1))).isInstanceOf(IOException.class);
    byte[] shorter = Arrays.copyOf(wire, wire.length - 1 - random.nextInt(Seal.TAG));
    assertThatThrownBy(() -> opened(shorter, key(1))).isInstanceOf(IOException.class);
  }

  @Test
  void piecesOpenInTheirOrderOnly() throws IOException {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    int size;
    try (OutputStream out = new SealedOutput(wire, key(1))) {
      out.write("one".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      size = wire.size();
      out.write("two".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
    byte[] first = Arrays.copyOf(wire.toByteArray(), size);
    byte[] second = Arrays.copyOfRange(wire.toByteArray(), size, wire.size());
    assertThat(opened(wire.toByteArray(), key(1))).asString().isEqualTo("onetwo");
    assertThatThrownBy(() -> opened(second, key(1))).isInstanceOf(IOException.class);
    byte[] twice = Arrays.copyOf(first, 2 * size);
    System.arraycopy(first, 0, twice, size, size);
    assertThatThrownBy(() -> opened(twice, key(1))).isInstanceOf(IOException.class);
    assertThat(wire.toString(StandardCharsets.ISO_8859_1)).doesNotContain("one", "two");
  }

  /** The greetings of both sides of a pipe. */
  private record Both(Greeting caller, @Nullable Greeting called) {}

  private static Both greet(byte[] callers, byte[] calleds, OutputStream recorder)
      throws Exception {
    PipedInputStream toCaller = new PipedInputStream();
    PipedInputStream toCalled = new PipedInputStream();
    OutputStream fromCaller = new PipedOutputStream(toCalled);
    OutputStream fromCalled = new PipedOutputStream(toCaller);
    FutureTask<@Nullable Greeting> answer =
        new FutureTask<>(
            () -> {
              try (DataOutputStream out = new DataOutputStream(fromCalled)) {
                return Greeting.answered(calleds, new DataInputStream(toCalled), out);
              }
            });
    Thread.ofVirtual().start(answer);
    OutputStream both =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            recorder.write(value);
            fromCaller.write(value);
          }

          @Override
          public void flush() throws IOException {
            fromCaller.flush();
          }
        };
    Greeting caller =
        Greeting.of(7, callers, new DataInputStream(toCaller), new DataOutputStream(both));
    return new Both(caller, answer.get());
  }

  @Test
  void whoKnowsTheSecretIsRecognisedAndBothHaveTheSameKeys() throws Exception {
    ByteArrayOutputStream recorded = new ByteArrayOutputStream();
    Both both = greet(SECRET, SECRET, recorded);
    assertThat(both.called()).isEqualTo(both.caller());
    assertThat(both.caller().caller()).isEqualTo(7);
    assertThat(both.caller().callersKey()).isNotEqualTo(both.caller().calledsKey());
    Both again = greet(SECRET, SECRET, new ByteArrayOutputStream());
    assertThat(again.caller().callersKey()).isNotEqualTo(both.caller().callersKey());
    // the same words said once more, to another challenge
    Greeting replayed =
        Greeting.answered(
            SECRET,
            new DataInputStream(new ByteArrayInputStream(recorded.toByteArray())),
            new DataOutputStream(OutputStream.nullOutputStream()));
    assertThat(replayed).isNull();
  }

  @Test
  void whoDoesNotKnowTheSecretIsNotBelievedOnEitherSide() {
    assertThatThrownBy(() -> greet(SECRET, new byte[] {1, 2, 4}, OutputStream.nullOutputStream()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void numbersGoThroughAConnectionEncryptedOrNot() throws Exception {
    for (boolean encrypts : new boolean[] {false, true}) {
      Credentials credentials = Credentials.random(encrypts);
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
        FutureTask<@Nullable Link> called =
            new FutureTask<>(() -> Link.from(server.accept(), credentials));
        Thread.ofVirtual().start(called);
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.getLocalPort());
        try (Link caller = Link.to(address, credentials, 5);
            Link other = Objects.requireNonNull(called.get())) {
          assertThat(other.caller()).isEqualTo(5);
          float[] numbers = new float[40_000];
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i / 3f;
          }
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      caller.write(numbers, 0, numbers.length);
                      caller.flush();
                    } catch (IOException e) {
                      caller.close();
                    }
                  });
          float[] read = new float[numbers.length];
          other.read(read, 0, read.length);
          assertThat(read).isEqualTo(numbers);
        }
      }
    }
  }
}

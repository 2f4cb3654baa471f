package org.glissade.lab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabServerTest {
  private static LabServer start(Listening listening) throws IOException {
    return LabServer.start(listening, List.of(), new Feed(), fault -> {});
  }

  // --- where it listens ------------------------------------------------------------------------

  @Test
  void onlyTheLoopbackAddressIsBound() throws IOException {
    try (LabServer server = start(Listening.anywhereFree())) {
      assertThat(server.isOpenToOthers()).isFalse();
      assertThat(server.address()).startsWith("http://127.0.0.1:" + server.port() + "/?token=");
      for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
        for (InetAddress address : card.inetAddresses().toList()) {
          if (!address.isLoopbackAddress()) {
            assertThatThrownBy(() -> new Socket(address, server.port()).close())
                .isInstanceOf(ConnectException.class);
          }
        }
      }
    }
  }

  @Test
  void aTakenPortIsSaidIfItWasAskedForAndAvoidedIfNot() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> start(new Listening("127.0.0.1", port)).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on port " + port)
          .hasMessageContaining("--port");
    }
    try (LabServer one = start(new Listening("127.0.0.1", null));
        LabServer two = start(new Listening("127.0.0.1", null))) {
      assertThat(two.port()).isNotEqualTo(one.port());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536})
  void aPortIsANumberOfSixteenBits(int port) {
    assertThatThrownBy(() -> new Listening("127.0.0.1", port)).hasMessageContaining("" + port);
  }

  @Test
  void aHostThatIsNoneIsSaid() {
    assertThatThrownBy(() -> start(new Listening("no such host", 0)).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no host no such host");
  }

  @Test
  void anAddressOfOthersIsOpenToThemButNeedsTheToken() throws IOException {
    try (LabServer server = start(new Listening("0.0.0.0", 0))) {
      assertThat(server.isOpenToOthers()).isTrue();
      assertThat(server.address()).contains("?token=");
      try (Socket socket = new Socket("127.0.0.1", server.port())) {
        String request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        Wire.parse(new String(Wire.readAll(socket), StandardCharsets.UTF_8)).has(401);
      }
    }
  }

  @Test
  void afterItIsClosedThePortIsFree() throws IOException {
    int port;
    try (Wire wire = new Wire()) {
      port = wire.server.port();
      wire.get("/").has(200);
    }
    try (LabServer again = start(new Listening("127.0.0.1", port))) {
      assertThat(again.port()).isEqualTo(port);
    }
  }

  // --- failures --------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "/api/data, iris.csv:3:2: no number",
    "/api/spec, there is no loss named squard",
  })
  void whatIsWrongWithTheRequestIsSaid(String path, String message) throws IOException {
    try (Wire wire = new Wire()) {
      assertThat(wire.get(path).has(400).body()).isEqualTo("{\"error\":\"" + message + "\"}");
    }
  }

  @Test
  void whatIsWrongInsideIsToldInsideOnly() throws IOException {
    AtomicReference<String> told = new AtomicReference<>("");
    try (Wire wire = new Wire(new Feed(), fault -> told.set(fault.getMessage()))) {
      assertThat(wire.get("/api/fault").has(500).body())
          .startsWith("{\"error\":")
          .doesNotContain(Wire.INSIDE, "Exception");
      assertThat(told).hasValue(Wire.INSIDE);
    }
  }

  // --- clients that come slowly ----------------------------------------------------------------

  @Test
  void halfRequestsHoldUpNobodyAndAreGivenUp() throws IOException {
    try (Wire wire = new Wire()) {
      List<Socket> slow = new ArrayList<>();
      try {
        String[] halves = {
          "G",
          "GET / HTTP/1.1\r\nHost: " + wire.host() + "\r\nCook",
          "POST /api/echo HTTP/1.1\r\n"
              + String.join("\r\n", wire.letIn("Content-Type: application/json"))
              + "\r\nContent-Length: 100\r\n\r\n{\"text\":",
        };
        for (int i = 0; i < 60; i++) {
          Socket socket = wire.connect();
          socket.getOutputStream().write(halves[i % 3].getBytes(StandardCharsets.UTF_8));
          slow.add(socket);
        }
        wire.get("/").has(200);
        for (Socket socket : slow) {
          assertThat(isEnd(socket)).isTrue();
        }
      } finally {
        for (Socket socket : slow) {
          socket.close();
        }
      }
      wire.get("/").has(200);
    }
  }

  /** Waits for the server to close the connection. */
  private static boolean isEnd(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketException e) {
      return true; // reset
    }
  }
}

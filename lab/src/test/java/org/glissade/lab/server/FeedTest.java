package org.glissade.lab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class FeedTest {
  private static final int REMEMBERED = 50;

  private final Feed feed = new Feed(REMEMBERED, Duration.ofMillis(20));
  private final Wire wire = new Wire(feed, fault -> {});

  @AfterEach
  void close() {
    wire.close();
  }

  /** The stream of one tab, as a browser reads it. */
  private final class Tab implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader reader;
    private String id = "";

    Tab(String query, String... headers) throws IOException {
      socket = wire.connect();
      String request =
          "GET /api/events?"
              + query
              + " HTTP/1.1\r\n"
              + String.join("\r\n", wire.letIn(headers))
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      List<String> head = new ArrayList<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        head.add(line);
      }
      assertThat(head).contains("HTTP/1.1 200 OK", "Content-type: text/event-stream");
    }

    /** The data of the next event, behind its name if it has one; null at the end. */
    String next() throws IOException {
      String name = "";
      while (true) {
        String line = line();
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7) + " ";
        } else if (line.startsWith("data: ")) {
          return name + line.substring(6);
        }
      }
    }

    String line() throws IOException {
      String line = reader.readLine();
      if (line == null) {
        throw new IOException("the stream has ended");
      }
      return line;
    }

    /** The number in the message of the next event. */
    long number() throws IOException {
      return Fields.parse("event", next()).object("message").length("n");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private void publish(String topic, int from, int to) {
    for (int n = from; n <= to; n++) {
      feed.publish(topic, Map.of("n", n));
    }
  }

  private void await(int streams) throws InterruptedException {
    while (feed.streams() != streams) {
      Thread.sleep(5);
    }
  }

  @Test
  void aTabHearsOfItsTopicsAloneAndInOrder() throws IOException {
    try (Tab one = new Tab("tab=one&topics=a,b/1");
        Tab two = new Tab("tab=two&topics=c")) {
      assertThat(one.next()).isEqualTo("open {\"newest\":0}");
      assertThat(two.next()).isEqualTo("open {\"newest\":0}");
      feed.publish("a", Map.of("text", "line\nbreak"));
      feed.publish("c", Map.of("n", 2));
      feed.publish("b/1", Map.of("n", 3));
      assertThat(Fields.parse("event", one.next()).object("message").text("text"))
          .isEqualTo("line\nbreak");
      assertThat(Fields.parse("event", one.next()).text("topic")).isEqualTo("b/1");
      assertThat(one.id).isEqualTo("3");
      assertThat(two.number()).isEqualTo(2);
    }
  }

  @Test
  void aTabChangesItsTopicsWhileTheStreamGoesOn() throws IOException {
    try (Tab tab = new Tab("tab=one&topics=a")) {
      tab.next();
      publish("a", 1, 1);
      assertThat(tab.number()).isEqualTo(1);
      Wire.Answer answer =
          wire.post("/api/subscribe", "{\"tab\":\"one\",\"topics\":[\"b\"]}").has(200);
      assertThat(answer.body()).isEqualTo("{\"newest\":1}");
      publish("a", 2, 2);
      publish("b", 3, 3);
      assertThat(tab.number()).isEqualTo(3);
    }
  }

  @Test
  void aStreamThatComesBackMissesNothingAndGetsNothingTwice() throws IOException {
    String last;
    try (Tab tab = new Tab("tab=one&topics=a")) {
      tab.next();
      publish("a", 1, 3);
      tab.number();
      assertThat(tab.number()).isEqualTo(2);
      last = tab.id;
      wire.post("/api/subscribe", "{\"tab\":\"one\",\"topics\":[\"a\",\"b\"]}").has(200);
    }
    publish("b", 4, 4);
    publish("c", 5, 5);
    try (Tab tab = new Tab("tab=one&topics=a", "Last-Event-ID: " + last)) {
      assertThat(tab.number()).isEqualTo(3);
      assertThat(tab.number()).isEqualTo(4);
      assertThat(tab.next()).isEqualTo("open {\"newest\":5}");
      publish("b", 6, 6);
      assertThat(tab.number()).isEqualTo(6);
    }
  }

  @Test
  void theOldestEventThatIsKeptCanStillBeGoneOnFrom() throws IOException {
    publish("a", 1, 200);
    try (Tab tab = new Tab("tab=one&topics=a", "Last-Event-ID: " + (200 - REMEMBERED))) {
      for (int n = 200 - REMEMBERED + 1; n <= 200; n++) {
        assertThat(tab.number()).isEqualTo(n);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"149", "0", "201", "-1", "x", "99999999999999999999"})
  void whatCannotBeGoneOnFromIsResetAndGoesOnFromNow(String last) throws IOException {
    publish("a", 1, 200);
    try (Tab tab = new Tab("tab=one&topics=a", "Last-Event-ID: " + last)) {
      assertThat(tab.next()).isEqualTo("reset {\"newest\":200}");
      assertThat(tab.id).isEqualTo("200");
      publish("a", 201, 201);
      assertThat(tab.number()).isEqualTo(201);
    }
  }

  @Test
  void silenceIsBrokenByAComment() throws IOException {
    try (Tab tab = new Tab("tab=one")) {
      tab.next();
      for (String line = tab.line(); !line.equals(": still here"); line = tab.line()) {
        assertThat(line)
            .satisfiesAnyOf(l -> assertThat(l).isEmpty(), l -> assertThat(l).matches("[0-9a-f]+"));
      }
    }
  }

  @Test
  void aClientThatIsGoneLeavesNothingBehind() throws IOException, InterruptedException {
    List<Tab> tabs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tabs.add(new Tab("tab=t" + i));
    }
    await(20);
    for (Tab tab : tabs) {
      tab.close();
    }
    await(0);
    wire.get("/").has(200);
  }

  @Test
  void aClientThatReadsNothingIsCutOffAndThePublisherNeverWaits()
      throws IOException, InterruptedException {
    try (Tab slow = new Tab("tab=slow&topics=a");
        Tab other = new Tab("tab=other&topics=b")) {
      slow.next();
      other.next();
      String large = "x".repeat(10_000);
      while (feed.streams() == 2) { // far more than the buffers of the sockets hold
        feed.publish("a", Map.of("text", large));
      }
      await(1);
      feed.publish("b", Map.of("n", 7));
      assertThat(other.number()).isEqualTo(7);
      assertThatThrownBy(
              () -> {
                while (true) {
                  slow.line();
                }
              })
          .isInstanceOf(IOException.class);
      try (Tab again = new Tab("tab=slow", "Last-Event-ID: " + slow.id)) {
        assertThat(again.next()).startsWith("reset ");
      }
    }
  }

  @Test
  void whoAsksForTheHeadersAloneOpensNoStream() throws IOException {
    wire.ask("HEAD /api/events?tab=one", wire.letIn()).has(200);
    assertThat(feed.streams()).isZero();
  }

  @Test
  void aTabHasOneStream() throws IOException, InterruptedException {
    try (Tab first = new Tab("tab=one&topics=a")) {
      first.next();
      try (Tab second = new Tab("tab=one&topics=a")) {
        second.next();
        assertThatThrownBy(first::next).isInstanceOf(IOException.class);
        assertThat(feed.streams()).isEqualTo(1);
        publish("a", 1, 1);
        assertThat(second.number()).isEqualTo(1);
      }
    }
    await(0);
  }

  @Test
  void tabsThatAreManyPushOutTheOldest() throws IOException {
    try (Tab first = new Tab("tab=first")) {
      first.next();
      for (int i = 0; i < 64; i++) {
        wire.post("/api/subscribe", "{\"tab\":\"t" + i + "\",\"topics\":[]}").has(200);
      }
      assertThatThrownBy(first::next).isInstanceOf(IOException.class);
    }
  }

  @Test
  void theServerCanStopWhileStreamsAreOpen() throws IOException {
    try (Tab tab = new Tab("tab=one&topics=a")) {
      tab.next();
      wire.close();
      assertThatThrownBy(tab::next).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tab=", "tab=a%20b", "tab=one&topics=A%20b", "topics=a", "tab=one&topics=,"})
  void aNameThatIsNoneIsSaid(String query) throws IOException {
    assertThat(wire.get("/api/events?" + query).has(400).body()).startsWith("{\"error\":");
  }

  @Test
  void aTopicThatIsNoneCannotBePublished() {
    assertThatThrownBy(() -> feed.publish("a\nb", Map.of())).isInstanceOf(DataException.class);
  }
}

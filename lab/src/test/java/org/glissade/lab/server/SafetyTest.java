package org.glissade.lab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for a request that was let in, and for every reply. */
class SafetyTest {
  private static final String JSON_TYPE = "Content-Type: application/json";

  private final Wire wire = new Wire();

  @AfterEach
  void close() {
    wire.close();
  }

  // --- every reply -----------------------------------------------------------------------------

  @Test
  void everyReplyHasTheHeadersOfSafetyAndNoneLetsOtherSitesIn() throws IOException {
    List<Wire.Answer> answers = new ArrayList<>();
    answers.add(wire.get("/").has(200));
    answers.add(wire.get("/api/echo/a").has(200));
    answers.add(wire.ask("GET /?token=" + wire.token(), "Host: " + wire.host()).has(303));
    answers.add(wire.get("/", "If-None-Match: " + wire.get("/").header("etag")).has(304));
    answers.add(wire.get("/api/data").has(400));
    answers.add(wire.ask("GET /", "Host: " + wire.host()).has(401));
    answers.add(wire.get("/", "Origin: http://evil.example").has(403));
    answers.add(wire.get("/nothing").has(404));
    answers.add(wire.get("/..%2f").has(404));
    answers.add(wire.ask("POST /", wire.letIn()).has(405));
    answers.add(
        wire.ask("OPTIONS /api/echo", wire.letIn("Access-Control-Request-Method: POST")).has(405));
    answers.add(wire.send("POST /api/echo", "x".repeat(2 << 20), wire.letIn(JSON_TYPE)).has(413));
    answers.add(wire.send("POST /api/echo", "{}", wire.letIn()).has(415));
    answers.add(wire.ask("GET /", "Host: evil.example").has(421));
    answers.add(wire.get("/api/fault").has(500));
    for (Wire.Answer answer : answers) {
      assertThat(answer.headers())
          .as("headers of %s", answer)
          .containsEntry(
              "content-security-policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                  + " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'")
          .containsEntry("x-content-type-options", "nosniff")
          .containsEntry("cross-origin-opener-policy", "same-origin")
          .containsEntry("cross-origin-resource-policy", "same-origin")
          .containsEntry("referrer-policy", "no-referrer")
          .containsKeys("content-type", "cache-control");
      assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }
  }

  // --- paths -----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../index.html",
        "/..",
        "/./index.html",
        "/a/../index.html",
        "/%2e%2e/index.html",
        "/%2e/index.html",
        "/.%2E/index.html",
        "/%252e%252e/index.html",
        "/%2findex.html",
        "/api/echo/a%2fb",
        "/api/echo/..%5c..%5cpom.xml",
        "/api/echo/%5c",
        "/api/echo/a%00b",
        "/api/echo/%0d%0aX-A:b",
        "/api/echo/%7f",
        "/api/echo/%c0%ae%c0%ae",
        "/api/echo/%ff",
        "/api/echo/",
        "/api/echo/a/",
        "/index.html/",
        "/;/index.html",
        "/index.html;a",
        "/INDEX.HTML",
        "/server/LabServer.class",
        "/etc/passwd",
        "/META-INF/MANIFEST.MF",
      })
  void aPathThatIsNoneOfOursIsNotFound(String path) throws IOException {
    wire.get(path).has(404);
  }

  /** Such a first line is refused by the server of the JDK, before anything of ours. */
  @ParameterizedTest
  @ValueSource(strings = {"/..\\pom.xml", "/a\0b", "/%", "/%zz", "/<>", "/|"})
  void aFirstLineThatIsNoHttpIsRefused(String path) throws IOException {
    Wire.Answer answer = wire.get(path).has(400);
    assertThat(answer.body()).doesNotContain(path);
  }

  @Test
  void aSegmentArrivesAsItWasMeant() throws IOException {
    assertThat(wire.get("/api/echo/caf%C3%A9%20%26+%25").has(200).body())
        .isEqualTo("{\"what\":\"café &+%\"}");
    assertThat(wire.get("/api/query?x=caf%C3%A9+%26").has(200).body())
        .isEqualTo("{\"x\":\"café &\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x=1&x=2", "x=%c0%80", "y=1", ""})
  void aQueryThatIsWrongIsTheCallersMistake(String query) throws IOException {
    wire.get("/api/query?" + query).has(400);
  }

  // --- methods and bodies ----------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /|GET, HEAD",
        "PUT /index.html|GET, HEAD",
        "DELETE /api/echo/a|GET, HEAD",
        "POST /api/echo/a|GET, HEAD",
        "OPTIONS /lab.css|GET, HEAD",
        "TRACE /lab.css|GET, HEAD",
        "GET /api/echo|POST",
        "HEAD /api/echo|POST",
        "get /api/echo/a|GET, HEAD",
      })
  void anotherMethodIsToldWhichWouldDo(String request, String allowed) throws IOException {
    assertThat(wire.ask(request, wire.letIn()).has(405).header("allow")).isEqualTo(allowed);
  }

  @Test
  void headIsGetWithoutTheBody() throws IOException {
    Wire.Answer head = wire.ask("HEAD /", wire.letIn()).has(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("etag")).isEqualTo(wire.get("/").header("etag"));
  }

  @Test
  void aChangeIsJsonByItsNameToo() throws IOException {
    String body = "{\"text\":\"a\"}";
    for (String type : new String[] {"application/json", "Application/JSON; charset=utf-8"}) {
      Wire.Answer answer =
          wire.send("POST /api/echo", body, wire.letIn("Content-Type: " + type)).has(200);
      assertThat(answer.body()).isEqualTo(body);
    }
    for (String type :
        new String[] {
          "text/plain",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=application/json",
          "text/plain, application/json",
          "application/jsonp",
          ""
        }) {
      wire.send("POST /api/echo", body, wire.letIn("Content-Type: " + type)).has(415);
    }
    wire.send("POST /api/echo", body, wire.letIn()).has(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{}", "{\"text\":1}", "{\"text\":\"a\"}x", "nul"})
  void aBodyThatIsNotWhatIsWantedIsTheCallersMistake(String body) throws IOException {
    assertThat(wire.post("/api/echo", body).has(400).body()).startsWith("{\"error\":\"the request");
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws IOException {
    wire.ask("POST /api/echo", wire.letIn(JSON_TYPE, "Content-Length: 0")).has(400);
    try (Socket socket = wire.connect()) {
      String head =
          "POST /api/echo HTTP/1.1\r\n"
              + String.join("\r\n", wire.letIn(JSON_TYPE, "Content-Length: 99999999999"))
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 413".length());
      assertThat(new String(start, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void aBodyThatDoesNotSayHowLargeItIsIsCountedAsItComes() throws IOException {
    String chunk = Integer.toHexString(1 << 16) + "\r\n" + "x".repeat(1 << 16) + "\r\n";
    String request =
        "POST /api/echo HTTP/1.1\r\nConnection: close\r\n"
            + String.join("\r\n", wire.letIn(JSON_TYPE, "Transfer-Encoding: chunked"))
            + "\r\n\r\n"
            + chunk.repeat(20)
            + "0\r\n\r\n";
    wire.raw(request.getBytes(StandardCharsets.UTF_8)).has(413);
  }

  @Test
  void aLargeBodyIsTakenUpToTheLimit() throws IOException {
    String frame = "{\"text\":\"\"}";
    String text = "x".repeat(ServerLimits.BODY_BYTES - frame.length());
    wire.post("/api/echo", "{\"text\":\"" + text + "\"}").has(200);
    wire.post("/api/echo", "{\"text\":\"" + text + "x\"}").has(413);
  }
}

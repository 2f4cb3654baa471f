package org.glissade.lab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private final Wire wire = new Wire();

  @AfterEach
  void close() {
    wire.close();
  }

  // --- the key ---------------------------------------------------------------------------------

  @Test
  void theTokenHas192BitsAndIsAnotherOneEachTime() {
    assertThat(Base64.getUrlDecoder().decode(wire.token())).hasSize(24);
    try (Wire other = new Wire()) {
      assertThat(other.token()).isNotEqualTo(wire.token());
    }
  }

  @Test
  void theTokenIsExchangedForACookieThatScriptsAndOtherSitesDoNotGet() throws IOException {
    Wire.Answer answer =
        wire.ask("GET /?a=1&token=" + wire.token() + "&b=%20", "Host: " + wire.host()).has(303);
    assertThat(answer.header("location")).isEqualTo("/?a=1&b=%20");
    assertThat(answer.header("set-cookie"))
        .startsWith("glissade-lab-" + wire.server.port() + "=")
        .endsWith("; Path=/; HttpOnly; SameSite=Strict")
        .doesNotContain(wire.token());
    wire.ask("GET /", "Host: " + wire.host(), "Cookie: " + wire.cookie()).has(200);
    wire.ask("GET /", "Host: " + wire.host(), "Cookie: a=b; " + wire.cookie() + "; c").has(200);
  }

  @Test
  void anEscapedTokenDoesNotStayInTheAddress() throws IOException {
    Wire.Answer answer = wire.ask("GET /?%74oken=" + wire.token(), "Host: " + wire.host()).has(303);
    assertThat(answer.header("location")).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/lab.css", "/api/echo/a", "/api/events?tab=a", "/nothing"})
  void withoutAKeyNothingIsHad(String target) throws IOException {
    String host = "Host: " + wire.host();
    String name = "glissade-lab-" + wire.server.port();
    wire.ask("GET " + target, host).has(401);
    wire.ask("GET " + target, host, "Cookie: " + name + "=").has(401);
    wire.ask("GET " + target, host, "Cookie: " + name + "=wrong").has(401);
    wire.ask("GET " + target, host, "Cookie: " + name + "=" + wire.token()).has(401);
    String session = wire.cookie().substring(name.length() + 1);
    wire.ask("GET " + target, host, "Cookie: glissade-lab=" + session).has(401);
    wire.ask("GET " + target, host, "Cookie: " + name + "=" + session + "x").has(401);
  }

  @Test
  void theTokenWorksOnPagesAloneAndOnlyWhole() throws IOException {
    String host = "Host: " + wire.host();
    Wire.Answer page = wire.ask("GET /runs.html?token=" + wire.token(), host).has(303);
    assertThat(page.header("location")).isEqualTo("/runs.html");
    wire.ask("GET /fonts/runs.html?token=" + wire.token(), host).has(401);
    wire.ask("GET /?token=", host).has(401);
    wire.ask("GET /?token=" + wire.token().substring(1), host).has(401);
    wire.ask("GET /?token=" + wire.token() + "&token=" + wire.token(), host).has(401);
    wire.ask("GET /lab.css?token=" + wire.token(), host).has(401);
    wire.ask("GET /api/echo/a?token=" + wire.token(), host).has(401);
    wire.ask("POST /?token=" + wire.token(), host).has(401);
  }

  @Test
  void theAddressForACommandLineWorksOnce() throws IOException {
    String first = ticket();
    wire.ask("GET /?token=" + first, "Host: " + wire.host()).has(303);
    wire.ask("GET /?token=" + first, "Host: " + wire.host()).has(401);
    String second = ticket();
    String third = ticket();
    wire.ask("GET /?token=" + second, "Host: " + wire.host()).has(401);
    wire.ask("GET /?token=" + third, "Host: " + wire.host()).has(303);
  }

  private String ticket() {
    String address = wire.server.addressForOnce();
    return address.substring(address.indexOf("token=") + "token=".length());
  }

  @Test
  void whoHasNoKeyIsToldWhereItIs() throws IOException {
    Wire.Answer page = wire.ask("GET /", "Host: " + wire.host()).has(401);
    assertThat(page.header("content-type")).isEqualTo(Reply.HTML);
    assertThat(page.body()).contains("Open the address").doesNotContain(wire.token());
    Wire.Answer data = wire.ask("GET /api/echo/a", "Host: " + wire.host()).has(401);
    assertThat(data.header("content-type")).isEqualTo(Reply.JSON);
  }

  // --- under which name ------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:7878",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1@evil.example",
        "127.0.0.1:7878:1",
        "localhost:evil",
        "127.0.0.2",
        "0.0.0.0",
        "192.168.1.2",
        "2130706433",
        "[::]",
        "[::1",
        "localhost/",
        " ",
        "*"
      })
  void anotherNameIsNotThisServer(String host) throws IOException {
    wire.ask("GET /", "Host: " + host, "Cookie: " + wire.cookie()).has(421);
    wire.ask("GET /?token=" + wire.token(), "Host: " + host).has(421);
  }

  @Test
  void withoutANameOrWithTwoItIsNotThisServer() throws IOException {
    wire.ask("GET /", "Cookie: " + wire.cookie()).has(421);
    wire.ask("GET /", wire.letIn("Host: evil.example")).has(421);
    wire.ask("GET http://evil.example/", wire.letIn()).has(421);
    wire.ask("GET ftp://" + wire.host() + "/", wire.letIn()).has(421);
    wire.ask("GET //evil.example/", wire.letIn()).has(421);
    wire.ask("GET http://" + wire.host() + "/", wire.letIn()).has(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "LOCALHOST", "[::1]", "localhost:9000"})
  void theNamesOfThisMachineAreItsOwnAndATunnelMayHaveAnotherPort(String host) throws IOException {
    wire.ask("GET /", "Host: " + host, "Cookie: " + wire.cookie()).has(200);
  }

  // --- from where ------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: ",
        "Origin: http://127.0.0.1",
        "Origin: http://127.0.0.1:1",
        "Origin: https://{host}",
        "Origin: http://{host}.evil.example",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: something-new",
      })
  void anotherSiteIsRefusedEvenWithTheCookie(String header) throws IOException {
    String from = header.replace("{host}", wire.host());
    wire.get("/", from, "Sec-Fetch-Dest: iframe").has(403);
    wire.get("/lab.css", from, "Sec-Fetch-Dest: style").has(403);
    wire.get("/api/echo/a", from).has(403);
    wire.send("POST /api/echo", "{}", wire.letIn(from, "Content-Type: application/json")).has(403);
  }

  @Test
  void aLinkOnAnotherSiteShowsOnlyWhatToOpen() throws IOException {
    String[] link = {
      "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"
    };
    for (String target : new String[] {"/", "/?token=" + wire.token(), "/lab.css"}) {
      Wire.Answer answer = wire.get(target, link).has(403);
      assertThat(answer.body()).contains("Open the address").doesNotContain("lab.css");
      assertThat(answer.headers()).doesNotContainKey("set-cookie");
    }
  }

  @Test
  void thePageItselfAndATypedAddressAreLetIn() throws IOException {
    wire.get("/", "Sec-Fetch-Site: none", "Sec-Fetch-Dest: document").has(200);
    wire.get("/api/echo/a", "Sec-Fetch-Site: same-origin", "Origin: http://" + wire.host())
        .has(200);
  }
}

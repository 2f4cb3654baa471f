package org.glissade.lab.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InBrowser.class)
class OpeningTest {
  @Test
  void thePrintedAddressShowsThePageAndTheTokenIsGone(LabPage lab) {
    Page page = lab.open();
    assertThat(page.title()).contains("Glissade");
    assertThat(page.url()).isEqualTo(address(lab, "127.0.0.1"));
    assertThat(page.evaluate("() => document.cookie")).isEqualTo("");
    assertThat(page.evaluate("() => fetch('/api/lab').then(r => r.status)")).isEqualTo(200);
    page.goBack();
    assertThat(page.url()).doesNotContain("token");
  }

  @Test
  void aScriptThatThePageDidNotBringIsNotRun(LabPage lab) {
    lab.expect("Content Security Policy");
    Page page = lab.open();
    ConsoleMessage refusal =
        page.waitForConsoleMessage(
            () ->
                page.evaluate(
                    "() => { const s = document.createElement('script');"
                        + " s.textContent = 'window.ran = 1'; document.head.append(s); }"));
    assertThat(refusal.text()).contains("Content Security Policy");
    assertThat(page.evaluate("() => window.ran === undefined")).isEqualTo(true);
  }

  @Test
  void withoutTheTokenThePageSaysWhatToOpen(LabPage lab) {
    lab.expect("401");
    lab.page().navigate(address(lab, "127.0.0.1"));
    assertThat(lab.page().locator("p").innerText()).contains("Open the address");
  }

  @Test
  void aPageOfAnotherSiteReachesNothing(LabPage lab) throws IOException {
    lab.open();
    String target = address(lab, "127.0.0.1") + "api/lab";
    HttpServer site = site();
    try {
      Page other = lab.page().context().newPage();
      // the same machine under its other name is another site
      other.navigate("http://localhost:" + site.getAddress().getPort() + "/");
      Object seen =
          other.evaluate(
              "target => fetch(target, {mode: 'no-cors', credentials: 'include'})"
                  + ".then(() => 'answered', () => 'refused')",
              target);
      assertThat(seen).isEqualTo("refused");
    } finally {
      site.stop(0);
    }
  }

  private static HttpServer site() throws IOException {
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          byte[] page = "<!doctype html><p>another site".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    site.start();
    return site;
  }

  @Test
  void eventsReachThePage(LabPage lab) {
    Object newest =
        lab.open()
            .evaluate(
                "() => new Promise(done => {"
                    + " const events = new EventSource('/api/events?tab=t&topics=x');"
                    + " events.addEventListener('open', event => {"
                    + " if (event.data) { events.close(); done(event.data); } }); })");
    assertThat(newest).isEqualTo("{\"newest\":0}");
  }

  @Test
  void aMachineWithoutTheBrowserIsToldWhatToInstall() {
    assertThatThrownBy(() -> Chromium.onPath("no-such-browser", "apt-get install chromium"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("no-such-browser", "apt-get install chromium");
  }

  private static String address(LabPage lab, String host) {
    return "http://" + host + ":" + lab.lab().server().port() + "/";
  }
}

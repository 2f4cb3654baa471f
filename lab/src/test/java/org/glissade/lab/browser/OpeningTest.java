package org.glissade.lab.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InBrowser.class)
class OpeningTest {
  @Test
  void thePrintedAddressShowsThePageAndTheTokenIsGone(LabPage lab) {
    Page page = lab.open();
    assertThat(page.title()).contains("Glissade");
    assertThat(page.url()).isEqualTo("http://127.0.0.1:" + lab.lab().server().port() + "/");
    page.goBack();
    assertThat(page.url()).doesNotContain("token");
    assertThat(page.context().cookies()).singleElement().satisfies(OpeningTest::isKept);
  }

  private static void isKept(Cookie cookie) {
    assertThat(cookie.httpOnly).isTrue();
    assertThat(cookie.sameSite).hasToString("STRICT");
  }

  @Test
  void aScriptThatThePageDidNotBringIsNotRun(LabPage lab) {
    Page page = lab.open();
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
            + " document.head.append(s); }");
    assertThat(page.evaluate("() => window.ran === undefined")).isEqualTo(true);
    assertThat(lab.takeComplaints()).anyMatch(text -> text.contains("Content Security Policy"));
  }

  @Test
  void withoutTheTokenThePageSaysWhatToOpen(LabPage lab) {
    lab.page().navigate("http://localhost:" + lab.lab().server().port() + "/");
    assertThat(lab.page().locator("p").innerText()).contains("Open the address");
    assertThat(lab.takeComplaints()).isNotEmpty();
  }

  @Test
  void aPageOfAnotherSiteReachesNothing(LabPage lab) {
    lab.open();
    String address = "http://127.0.0.1:" + lab.lab().server().port();
    Page other = lab.page().context().newPage();
    // the same machine under its other name is another site
    other.navigate("http://localhost:" + lab.lab().server().port() + "/");
    Object seen =
        other.evaluate(
            "address => fetch(address + '/api/lab', {credentials: 'include'})"
                + ".then(r => r.status, e => 'refused')",
            address);
    assertThat(List.of("refused", 403)).contains(seen);
  }

  @Test
  void eventsReachThePage(LabPage lab) {
    Page page = lab.open();
    Object newest =
        page.evaluate(
            "() => new Promise(done => { const e = new EventSource('/api/events?tab=t&topics=x');"
                + " e.addEventListener('open', m => { if (m.data) { e.close(); done(m.data); } }); })");
    assertThat(newest).isEqualTo("{\"newest\":0}");
  }
}

package org.glissade.lab.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.glissade.lab.Lab;
import org.glissade.lab.LabContent;
import org.glissade.lab.runs.TrainingLauncher;
import org.glissade.lab.server.Listening;
import org.jspecify.annotations.Nullable;

/**
 * A lab and a tab that shows it, for one test. Everything that the browser complains of (errors of
 * scripts, what the policy of the page forbids, replies that fail) is gathered, and fails the test
 * unless the test has said to expect it.
 */
public final class LabPage {
  private final BrowserContext context;
  private final Page page;
  private Lab lab;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> expected = new CopyOnWriteArrayList<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();

  LabPage(BrowserContext context) throws IOException {
    this.context = context;
    this.lab =
        Lab.open(LabContent.NOTHING, Listening.anywhereFree(), fault -> faults.add("" + fault));
    this.page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onPageError(error -> complaints.add("uncaught: " + error));
    page.onResponse(
        response -> {
          if (response.status() >= 400) {
            complaints.add(response.status() + " " + response.url());
          }
        });
  }

  /** Another lab in its place: on other content, and with trainings that the page may start. */
  public void reopen(LabContent content, @Nullable TrainingLauncher launcher) throws IOException {
    reopenWith(content, new Lab.Commands(launcher, null));
  }

  /** The same, with what of the command the page may use. */
  public void reopenWith(LabContent content, Lab.Commands commands) throws IOException {
    lab.close();
    lab = Lab.open(content, commands, Listening.anywhereFree(), fault -> faults.add("" + fault));
  }

  /** The lab that is shown. */
  public Lab lab() {
    return lab;
  }

  /** The tab, wherever it is. */
  public Page page() {
    return page;
  }

  /** Opens the printed address, as who reads it in the terminal does. */
  public Page open() {
    page.navigate(lab.server().address());
    return page;
  }

  /** Opens a page of it, such as {@code runs.html}. */
  public Page open(String name) {
    page.navigate(lab.server().address(name));
    return page;
  }

  /**
   * Opens the lab itself at a state, and waits until its trainings are there.
   *
   * @param state what is behind the # of the address; may be empty
   */
  public Page openLab(String state) {
    page.navigate(lab.server().address() + (state.isEmpty() ? "" : "#" + state));
    return settled();
  }

  /** Waits until the trainings of the lab are those of its settings. */
  public Page settled() {
    page.waitForFunction(
        "() => globalThis.glissadeLab?.cameraOf && glissadeLab.cameraOf === glissadeLab.problem"
            + " && [0, 1, 2].every(i => glissadeLab.trails[i])"
            + " && !document.querySelector('.runner[aria-busy]')");
    return page;
  }

  /** Complaints that hold this text are part of the test. */
  public void expect(String part) {
    expected.add(part);
  }

  /** Ends the tab and the lab. */
  void close() {
    try (Lab _ = lab) {
      context.close();
    }
    complaints.removeIf(complaint -> expected.stream().anyMatch(complaint::contains));
    if (!complaints.isEmpty() || !faults.isEmpty()) {
      throw new AssertionError("the browser complained: " + complaints + " " + faults);
    }
  }
}

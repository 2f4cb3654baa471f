package org.glissade.cli;

import org.glissade.diagnose.Diagnosis;
import org.glissade.diagnose.Finding;

/** What people are shown of a {@link Diagnosed} training. */
final class DiagnosisText {
  private static final int WIDEST = 100;
  private static final String INDENT = "       ";

  private final Shell shell;

  DiagnosisText(Shell shell) {
    this.shell = shell;
  }

  /** Prints all findings with their remedies, and what to add to the command line. */
  void print(Diagnosed diagnosed) {
    Diagnosis diagnosis = diagnosed.diagnosis();
    shell.out().println(shell.outTerminal().bold("Why it diverged"));
    if (diagnosis.findings().isEmpty()) {
      wrapped("", "Nothing was found that explains it: lower --learning-rate.");
    }
    int number = 1;
    for (Finding finding : diagnosis.findings()) {
      wrapped(number + ". ", diagnosed.what(finding));
      wrapped(
          "   " + shell.outTerminal().choose("→", "->") + " ",
          shell.outTerminal().bold(diagnosed.remedy(finding)));
      number++;
    }
    String cure = diagnosed.cure().text();
    if (!cure.isEmpty()) {
      shell.out().println();
      wrapped("", "With this a short run was stable (--retry does it):");
      wrapped("   ", shell.outTerminal().bold(cure));
    }
    shell.out().println();
    wrapped("", shell.outTerminal().dim(diagnosed.basis()));
    shell.out().println();
  }

  /** Breaks at blanks; what follows the first line stands under its text. */
  private void wrapped(String label, String text) {
    int width = Math.min(WIDEST, Math.max(40, shell.outTerminal().width()));
    StringBuilder line = new StringBuilder(INDENT + label);
    int start = line.length();
    for (String word : text.split(" ", -1)) {
      if (line.length() > start && line.length() + 1 + word.length() > width) {
        shell.out().println(line);
        line = new StringBuilder(" ".repeat(start));
      }
      line.append(line.length() > start ? " " : "").append(word);
    }
    shell.out().println(line);
  }
}

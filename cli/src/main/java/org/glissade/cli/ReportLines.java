package org.glissade.cli;

/** Lines of a report: a name and what is said under it, and what is added in passing. */
final class ReportLines {
  private final Shell shell;

  ReportLines(Shell shell) {
    this.shell = shell;
  }

  void field(String name, String text) {
    String label = shell.outTerminal().bold(name + " ".repeat(Math.max(1, 7 - name.length())));
    shell.out().println(label + text);
  }

  void note(String text) {
    shell.out().println("       " + shell.outTerminal().dim(text));
  }
}

package org.glissade.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * How {@code --help} looks: one layout for all commands, so that a command only writes down its
 * content. Applied once, to the root, after all commands are registered.
 *
 * <p>What a command annotates:
 *
 * <ul>
 *   <li>{@code @Command(description)}: one sentence. It is the first line of the command's own help
 *       and its line in the list of commands; further elements of the array stand in the command's
 *       help only.
 *   <li>{@code @Command(customSynopsis)}: the usual form, {@code "glissade train DATA [--target
 *       COLUMN] [options]"}; without it, all options are spelled out.
 *   <li>{@code @Command(footer)}: examples, as pairs of lines: the command line, then what it does.
 *       They are shown under Examples.
 *   <li>Many options: one class for each subject (data, model, optimiser, …) and a field
 *       {@code @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Optimiser" +
 *       HelpStyle.END) OptimiserOptions optimiser = new OptimiserOptions();}. Each group becomes a
 *       section; options outside groups come last.
 *   <li>Options stand in the order in which they are declared; {@code --help} and {@code --debug}
 *       belong to every command by inheritance and stand last.
 *   <li>Defaults are said in the description, {@code (default: ${DEFAULT-VALUE})} or in words.
 * </ul>
 */
final class HelpStyle {
  /** Stands before the title of a section of options. */
  static final String SECTION = "%n@|bold ";

  /** Stands behind the title of a section of options. */
  static final String END = ":|@%n";

  private static final int MOST_WIDTH = 100;
  private static final int LEAST_WIDTH = 55;

  private HelpStyle() {}

  /** Lays out the help of a command and all its sub-commands for a terminal. */
  static void apply(CommandLine command, Terminal terminal) {
    Ansi ansi = terminal.colour() ? Ansi.ON : Ansi.OFF;
    command.setColorScheme(
        new CommandLine.Help.ColorScheme.Builder(ansi)
            .commands(Ansi.Style.fg_cyan)
            .options(Ansi.Style.fg_cyan)
            .parameters(Ansi.Style.fg_cyan)
            .build());
    command.setUsageHelpWidth(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, terminal.width())));
    command.setUsageHelpLongOptionsMaxWidth(30);
    layOut(command);
  }

  private static void layOut(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.synopsisHeading(SECTION + "Usage" + END + "  ");
    usage.synopsisSubcommandLabel("COMMAND");
    usage.descriptionHeading("");
    usage.description(paragraphs(usage.description()));
    usage.parameterListHeading(SECTION + "Arguments" + END);
    usage.commandListHeading(SECTION + "Commands" + END);
    usage.sortOptions(false);
    usage.abbreviateSynopsis(true);
    usage.footerHeading(SECTION + "Examples" + END);
    usage.footer(examples(usage.footer()));
    if (usage.footer().length == 0) {
      usage.footerHeading("");
    }
    descriptionFirst(usage);
    usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
    usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpStyle::options);
    command.getSubcommands().values().forEach(HelpStyle::layOut);
  }

  /** What it is before how to call it. */
  private static void descriptionFirst(UsageMessageSpec usage) {
    List<String> sections = new ArrayList<>(usage.sectionKeys());
    List<String> description =
        List.of(
            UsageMessageSpec.SECTION_KEY_DESCRIPTION_HEADING,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION);
    sections.removeAll(description);
    sections.addAll(sections.indexOf(UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING), description);
    usage.sectionKeys(sections);
  }

  /** The groups of options, then those outside groups. */
  private static String options(CommandLine.Help help) {
    List<OptionSpec> others =
        help.commandSpec().options().stream().filter(option -> option.group() == null).toList();
    String groups = help.optionListGroupSections();
    String title = SECTION + (groups.isEmpty() ? "Options" : "Other options") + END;
    return groups + help.createHeading(title) + help.optionListExcludingGroups(others);
  }

  /** The first line by itself; the others flow to the width of the terminal. */
  private static String[] paragraphs(String[] lines) {
    return lines.length < 2
        ? lines
        : new String[] {lines[0], String.join(" ", Arrays.copyOfRange(lines, 1, lines.length))};
  }

  private static String[] examples(String[] lines) {
    String[] styled = new String[lines.length];
    for (int i = 0; i < lines.length; i++) {
      boolean explained = i % 2 == 1;
      String line = lines[i].replace("%", "%%"); // the help is a format string
      styled[i] = explained ? "      @|faint " + line + "|@" : "  @|fg(cyan) " + line + "|@";
    }
    return styled;
  }
}

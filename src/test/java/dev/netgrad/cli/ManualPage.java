package dev.netgrad.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page: what the commands' own help says, in the language of {@code man}. */
final class ManualPage {
  private static final String HEAD = """
      .\\" -*- coding: UTF-8 -*-
      .\\" Made from the help of the commands.
      .TH NETGRAD 1 "" netgrad
      .SH NAME
      netgrad \\- compile neural networks written as formulas to Java, gradients included
      .SH SYNOPSIS
      .B netgrad
      .I COMMAND
      [\\fIOPTION\\fR]...
      .SH DESCRIPTION
      """;

  private static final String TAIL = """
      .SH EXIT STATUS
      .TP
      .B 0
      All went well.
      .TP
      .B 1
      The input is wrong.
      .TP
      .B 2
      The call is wrong, or the machine lacks something or refuses it.
      .TP
      .B 70
      A fault of netgrad itself.
      .SH ENVIRONMENT
      .TP
      .B JAVA_HOME
      The folder of the JDK, 17 or newer, in which netgrad runs; without it, the java of the PATH.
      .TP
      .B JDK_JAVA_OPTIONS
      Options of that Java, such as \\-Xmx8g.
      .SH SEE ALSO
      share/doc/netgrad/guide.md, in the folder that netgrad was unpacked to.
      """;

  private ManualPage() {}

  static String text(CommandLine program) {
    StringBuilder text = new StringBuilder(HEAD);
    CommandSpec all = program.getCommandSpec();
    paragraphs(text, all.usageMessage().description());
    options(text, all);
    text.append(".SH COMMANDS\n");
    program.getSubcommands().values().forEach(command -> command(text, command.getCommandSpec()));
    return text.append(TAIL).toString();
  }

  private static void command(StringBuilder text, CommandSpec command) {
    String synopsis = new Help(command, Help.Ansi.OFF).synopsis(0).replaceAll("\\s+", " ").strip();
    text.append(".SS ").append(escaped(command.name())).append('\n')
        .append(".B ").append(escaped(synopsis)).append("\n.PP\n");
    paragraphs(text, command.usageMessage().description());
    options(text, command);
    text.append(".PP\n");
    paragraphs(text, Stream.of(command.usageMessage().footer()).filter(line -> !line.isBlank()).toArray(String[]::new));
  }

  private static void options(StringBuilder text, CommandSpec command) {
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      item(text, "\\fI" + escaped(parameter.paramLabel()) + "\\fR", parameter);
    }
    for (OptionSpec option : command.options()) {
      String value = option.arity().max() == 0 ? "" : "=\\fI" + escaped(option.paramLabel()) + "\\fR";
      item(text, Stream.of(option.names()).map(name -> "\\fB" + escaped(name) + "\\fR")
          .collect(Collectors.joining(", ")) + value, option);
    }
  }

  private static void item(StringBuilder text, String tag, ArgSpec argument) {
    text.append(".TP\n").append(tag).append('\n');
    List<String> lines = new ArrayList<>(List.of(argument.description()));
    String otherwise = String.valueOf(argument.defaultValue());
    lines.forEach(line -> text.append(escaped(line.replace("${DEFAULT-VALUE}", otherwise))).append('\n'));
  }

  private static void paragraphs(StringBuilder text, String... lines) {
    text.append(Stream.of(lines).map(line -> escaped(line) + "\n").collect(Collectors.joining(".PP\n")));
  }

  /** A line in which nothing is an order to the formatter, and a dash can be searched for and copied. */
  private static String escaped(String line) {
    String escaped = line.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}

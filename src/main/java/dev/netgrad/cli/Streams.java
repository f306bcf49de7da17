package dev.netgrad.cli;

import java.io.PrintStream;

/** Where commands print to. */
interface Streams {
  PrintStream out();

  PrintStream err();
}

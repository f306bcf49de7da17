package dev.netgrad.cli;

import dev.netgrad.lsp.NetServer;
import dev.netgrad.source.ImportPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code netgrad lsp}: what editors talk to. */
@Command(name = "lsp", description = {"Serves an editor, by the Language Server Protocol on standard input and output.",
    "Errors, shapes, documentation, derivatives and completion for .net files while they are written. The editor"
        + " starts it."},
    footer = {"", "Example: netgrad lsp --import-path layers"})
final class LspCommand extends NetgradCommand {
  @Mixin
  private ImportFolders folders;

  @Override
  public Integer call() throws InterruptedException {
    // The server closes the path when the last request has been answered.
    @SuppressWarnings("resource")
    ImportPath importPath = folders.open(this);
    return NetServer.serve(System.in, out(), importPath) ? 0 : Failures.INPUT;
  }
}

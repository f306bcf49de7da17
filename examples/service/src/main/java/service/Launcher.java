package service;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the service in a Java that has the Vector API, which is several times as fast and which Java gives only to
 * those who name its module at start. Where that can't be, it serves in this Java, and says so.
 */
public final class Launcher {
  private static final String VECTOR = "jdk.incubator.vector";
  private static final String OPTION = "--add-modules=" + VECTOR;

  private Launcher() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", File.separatorChar == '\\' ? "java.exe" : "java");
    if (ModuleLayer.boot().findModule(VECTOR).isPresent()) {
      Main.main(args);
    } else if (Files.isExecutable(java) && ModuleFinder.ofSystem().find(VECTOR).isPresent()) {
      System.exit(inAnother(java, args));
    } else {
      System.err.println("This Java has no Vector API, so answers take several times as long. With a JDK that has it:\n"
          + "  java " + OPTION + " -cp " + System.getProperty("java.class.path") + " " + Main.class.getName() + " "
          + String.join(" ", args));
      Main.main(args);
    }
  }

  private static int inAnother(Path java, String[] args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java.toString(), OPTION, "-cp",
        System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    Process service = new ProcessBuilder(command).inheritIO().start();
    // Whoever stops this Java means the service, which ends when it has answered what it was asked.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      service.destroy();
      service.onExit().join();
    }));
    return service.waitFor();
  }
}

package dev.netgrad.site;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.cli.Main;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what the guide says, from its first block to its last: writes its files, runs its commands, and expects what
 * they are said to print. The Maven build is done by hand here; {@code src/it/maven-first} does it with Maven.
 */
final class GuideTest {
  private static final Path PROJECT = Path.of("examples/maven-first");
  private static final String NETGRAD = "java -jar target/netgrad.jar ";

  @TempDir
  private Path folder;

  @Test
  void guideIsTrue() throws Exception {
    String printed = "";
    int commands = 0;
    drawPictures();
    for (Page.Fenced block : Page.read("guide.md").blocks()) {
      switch (block.language()) {
        case "sh" -> {
          StringBuilder out = new StringBuilder();
          for (String command : block.text().lines().toList()) {
            out.append(run(command));
            commands++;
          }
          printed = out.toString();
        }
        case "prints" -> assertThat(printed.lines().toList())
            .containsAtLeastElementsIn(block.text().lines().toList()).inOrder();
        default -> write(block);
      }
    }
    assertThat(commands).isAtLeast(14);
    assertThat(folder.resolve("target/first/First.safetensors").toFile().exists()).isTrue();
  }

  /** What the reader of the guide has: pictures of two kinds. */
  private void drawPictures() throws IOException {
    for (int i = 0; i < 10; i++) {
      BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.fillOval(i, i, 20, 20);
      Files.createDirectories(folder.resolve("pictures/round"));
      Files.createDirectories(folder.resolve("pictures/square"));
      ImageIO.write(image, "png", folder.resolve("pictures/round/" + i + ".png").toFile());
      graphics.fillRect(i, i, 20, 20);
      ImageIO.write(image, "png", folder.resolve("pictures/square/" + i + ".png").toFile());
      graphics.dispose();
    }
  }

  /** The Maven project of the guide is one of the examples, and uses this version of the plugin. */
  @Test
  void projectIsAnExample() throws IOException {
    for (Page.Fenced block : Page.read("guide.md").blocks()) {
      if (block.file().equals("pom.xml") || block.file().startsWith("src/")) {
        assertThat(block.text()).isEqualTo(Files.readString(PROJECT.resolve(block.file())));
      }
    }
    String version = Files.readString(Path.of("pom.xml")).replaceFirst("(?s).*?(<version>[^<]*</version>).*", "$1");
    assertThat(Files.readString(PROJECT.resolve("pom.xml")))
        .contains("<artifactId>netgrad</artifactId>\n        " + version);
  }

  private void write(Page.Fenced block) throws IOException {
    assertWithMessage("a block of %s is a file", block.language()).that(block.file()).isNotEmpty();
    Path file = folder.resolve(block.file());
    Files.createDirectories(file.getParent());
    Files.writeString(file, block.text());
  }

  private String run(String command) throws Exception {
    if (command.startsWith(NETGRAD)) {
      // Of training, one epoch on one thread shows enough.
      String arguments = command.substring(NETGRAD.length())
          .replaceFirst("--epochs \\d+", "--epochs 1 --threads 1 --kernel-set plain");
      return netgrad(List.of(arguments.split(" ")));
    }
    return switch (command) {
      case "mvn -q compile" -> build();
      case "java -cp target/classes example.Main" -> java(command.substring("java ".length()).split(" "));
      default -> throw new AssertionError("no way to run " + command);
    };
  }

  /** In this process, whose directory is another: files are named by their whole paths. */
  private String netgrad(List<String> words) {
    List<String> arguments = new ArrayList<>();
    for (String word : words) {
      boolean isPath = word.endsWith(".net") || word.matches("(target/|pictures).*");
      arguments.add(isPath ? folder.resolve(word).toString() : word);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int exitCode = Main.run(print, print, arguments.toArray(String[]::new));
    String text = out.toString(StandardCharsets.UTF_8).replace(folder + "/", "");
    assertWithMessage("%s: %s", words, text).that(exitCode).isEqualTo(0);
    return text;
  }

  /** What the plugin and the compiler do with the project. */
  private String build() throws IOException {
    netgrad(List.of("compile", "src/main/net/example/product.net", "--input-gradients", "--package", "example", "-o",
        "target/generated-sources/net"));
    List<String> options = new ArrayList<>(List.of("-Xlint:all", "-Werror", "-proc:none", "-d",
        Files.createDirectories(folder.resolve("target/classes")).toString()));
    for (String root : List.of("src/main/java", "target/generated-sources/net")) {
      try (Stream<Path> files = Files.walk(folder.resolve(root))) {
        files.filter(f -> f.toString().endsWith(".java")).forEach(f -> options.add(f.toString()));
      }
    }
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int exitCode = ToolProvider.getSystemJavaCompiler().run(null, errors, errors, options.toArray(String[]::new));
    assertWithMessage(errors.toString(StandardCharsets.UTF_8)).that(exitCode).isEqualTo(0);
    return "";
  }

  private String java(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertWithMessage(out).that(process.waitFor()).isEqualTo(0);
    return out;
  }
}

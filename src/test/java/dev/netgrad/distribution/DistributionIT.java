package dev.netgrad.distribution;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.VectorModule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip, unpacked into a folder with a blank in its name and used by someone without a home. */
class DistributionIT {
  private static final Map<String, String> JAVA = Map.of("JAVA_HOME", System.getProperty("java.home"));
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  @TempDir
  private static Path folder;

  /** What the zip has at its top. */
  private static Path home;

  /** Where a stranger may write. */
  private static Path work;

  @BeforeAll
  static void unpack() throws IOException {
    Path zip = Path.of(System.getProperty("netgrad.zip"));
    Path apps = Files.createDirectory(folder.resolve("my apps"));
    URI uri = URI.create("jar:" + zip.toUri());
    try (FileSystem files = FileSystems.newFileSystem(uri, Map.of("enablePosixFileAttributes", true));
        Stream<Path> entries = Files.walk(files.getPath("/"))) {
      for (Path entry : entries.skip(1).toList()) {
        Path copy = Files.copy(entry, apps.resolve(entry.toString().substring(1)));
        Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(entry));
      }
    }
    try (Stream<Path> top = Files.list(apps)) {
      List<Path> all = top.toList();
      assertThat(all).hasSize(1);
      home = all.get(0);
    }
    work = Files.createDirectory(folder.resolve("work"));
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Call netgrad(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/netgrad").toString()));
    command.addAll(List.of(arguments));
    return Call.asStranger(work, JAVA, command);
  }

  private static String example(String name) {
    return home.resolve("examples").resolve(name).toString();
  }

  @Test
  void compiles() throws IOException {
    Call call = netgrad("compile", example("residual.net"), "-o", "java", "--kernel-set", "all");
    assertWithMessage(call.out()).that(call.exitCode()).isEqualTo(0);
    assertThat(Files.exists(work.resolve("java/OneBlock.java"))).isTrue();
  }

  @Test
  void trainsWithTheVectorApiWhereThereIsOne() throws IOException {
    Call call = netgrad("train", example("mlp.net"), "--epochs", "1", "-o", "trained");
    assertWithMessage(call.out()).that(call.exitCode()).isEqualTo(0);
    boolean vectors = VectorModule.isAvailable() && VectorModule.suits();
    assertThat(call.out()).contains("kernels: " + (vectors ? "vector" : "plain"));
    try (Stream<Path> files = Files.list(work.resolve("trained"))) {
      assertThat(files.map(f -> f.getFileName().toString()).toList()).contains("Mlp.safetensors");
    }
  }

  @Test
  void isFoundThroughALink() throws IOException {
    Path link = Files.createSymbolicLink(work.resolve("netgrad"), home.resolve("bin/netgrad"));
    Call call = Call.asStranger(work, JAVA, List.of(link.toString(), "--version"));
    assertWithMessage(call.out()).that(call.exitCode()).isEqualTo(0);
    assertThat(call.out()).isEqualTo(home.getFileName().toString().replaceFirst("-", " ") + "\n");
  }

  @Test
  void takesTheJavaOfThePathWithoutAnother() throws IOException {
    Map<String, String> environment = new HashMap<>(Map.of("JAVA_HOME", ""));
    environment.put("PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
    Call call = Call.asStranger(work, environment, List.of(home.resolve("bin/netgrad").toString(), "--version"));
    assertWithMessage(call.out()).that(call.exitCode()).isEqualTo(0);
  }

  @Test
  void saysWhichJavaItNeeds() throws IOException {
    Path old = Files.createDirectories(folder.resolve("jdk 11/bin")).getParent();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Files.createFile(old.resolve("bin/java"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    assertThat(failure(old)).contains("is Java 11.0.2; set JAVA_HOME to the folder of a JDK, 17 or newer");
    assertThat(failure(folder.resolve("nowhere"))).contains("there is no bin/java");
  }

  private static String failure(Path javaHome) throws IOException {
    Call call = Call.asStranger(work, Map.of("JAVA_HOME", javaHome.toString()),
        List.of(home.resolve("bin/netgrad").toString(), "--version"));
    assertThat(call.exitCode()).isEqualTo(2);
    return call.out();
  }

  @Test
  void bashCompletesCommandsAndOptions() throws IOException {
    assertThat(completions("netgrad", "tr")).containsExactly("train");
    assertThat(completions("netgrad", "train", "--ep")).containsExactly("--epochs");
    assertThat(completions("netgrad", "")).containsAtLeast("check", "compile", "derive", "explain", "bench");
  }

  private static List<String> completions(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", """
        source "$0"
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        _complete_netgrad 2> /dev/null
        printf '%s\\n' "${COMPREPLY[@]}"
        """, home.resolve("share/completion/netgrad.bash").toString()));
    command.addAll(List.of(words));
    Call call = Call.asStranger(work, Map.of(), command);
    assertThat(call.exitCode()).isEqualTo(0);
    return call.out().lines().toList();
  }

  /** What a page links to is in the zip, too. */
  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path page : files.filter(f -> f.toString().endsWith(".md")).toList()) {
        LINK.matcher(Files.readString(page)).results().map(m -> m.group(1))
            .filter(link -> !Files.exists(page.resolveSibling(link)))
            .forEach(link -> dead.add(home.relativize(page) + ": " + link));
      }
    }
    assertThat(dead).isEmpty();
  }
}

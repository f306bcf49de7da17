package dev.netgrad.distribution;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes to someone whose build uses the plugin for the first time: every library, and how large all is. */
class PluginDependenciesIT {
  private static final String VERSION = System.getProperty("netgrad.version");

  /** Maven asks the repository that the example builds have filled, and nobody else. */
  private static final String SETTINGS = """
      <settings>
        <profiles>
          <profile>
            <id>built</id>
            <activation>
              <activeByDefault>true</activeByDefault>
            </activation>
            <pluginRepositories>
              <pluginRepository>
                <id>central</id>
                <url>%s</url>
                <snapshots>
                  <enabled>true</enabled>
                </snapshots>
              </pluginRepository>
            </pluginRepositories>
          </profile>
        </profiles>
      </settings>
      """;

  private static final long MOST_BYTES = 4_200_000;

  @TempDir
  private Path folder;

  @Test
  void areFewAndSmall() throws IOException {
    Path repository = folder.resolve("repository");
    Path settings = Files.writeString(folder.resolve("settings.xml"),
        SETTINGS.formatted(Path.of(System.getProperty("netgrad.repository")).toUri()));
    Call call = Call.of(folder,
        Map.of("JAVA_HOME", System.getProperty("java.home"), "MAVEN_OPTS", "", "MAVEN_ARGS", ""),
        List.of(System.getProperty("netgrad.maven") + "/bin/mvn", "-B", "-ntp", "-s", settings.toString(),
            "-Dmaven.repo.local=" + repository, "dev.netgrad:netgrad:" + VERSION + ":help"));
    assertWithMessage(call.out()).that(call.exitCode()).isEqualTo(0);

    Map<String, Long> jars = jars(repository);
    assertThat(jars.keySet()).containsExactly(
        "com/palantir/javapoet/javapoet",
        "dev/netgrad/netgrad",
        "org/antlr/antlr4-runtime",
        "org/codehaus/plexus/plexus-build-api",
        "org/codehaus/plexus/plexus-utils",
        "org/sonatype/plexus/plexus-build-api");
    assertWithMessage("%s", jars).that(jars.values().stream().mapToLong(Long::longValue).sum()).isLessThan(MOST_BYTES);
  }

  /** The sizes by group and name. */
  private static Map<String, Long> jars(Path repository) throws IOException {
    Map<String, Long> jars = new TreeMap<>();
    try (Stream<Path> files = Files.walk(repository)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
        jars.put(repository.relativize(file.getParent().getParent()).toString().replace('\\', '/'), Files.size(file));
      }
    }
    return jars;
  }
}

package dev.netgrad.cli;

import dev.netgrad.schedule.Profile;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What machines vector kernels are made for. */
final class TargetChoice {
  @Option(names = "--target", paramLabel = "NAME", defaultValue = "any", converter = Named.class, description = {
      "What machines vector kernels are made for. any, the default: vectors of 512, 256 and 128 bits, of which those"
          + " run"
          + " that fit. avx512: vectors of 512 bits, two at a time; avx512-halves: each in two halves; avx2: vectors of"
          + " 256 bits and 16 registers; neon: vectors of 128 bits. The machine that compiles is not asked."})
  private Profile profile;

  Profile profile() {
    return profile;
  }

  /** A profile by its name. */
  static final class Named implements ITypeConverter<Profile> {
    @Override
    public Profile convert(String name) {
      return Profile.parse(name).orElseThrow(() ->
          new TypeConversionException("there is no target `" + name + "`; there are " + Profile.names()));
    }
  }
}

package dev.netgrad.cli;

import dev.netgrad.tensor.ElementType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What arrays consist of. */
final class TypeChoice {
  @Option(names = "--type", paramLabel = "TYPE", defaultValue = "float", converter = Named.class, description = {
      "What the arrays of the generated code consist of: float, the default, or double, for plain kernels and without"
          + " the class for dev.netgrad.train, which has float arrays. Random numbers are the same."})
  private ElementType type;

  ElementType type() {
    return type;
  }

  /** A type by its name in Java. */
  static final class Named implements ITypeConverter<ElementType> {
    @Override
    public ElementType convert(String name) {
      return ElementType.parse(name).orElseThrow(() ->
          new TypeConversionException("there is no type `" + name + "`; there are float and double"));
    }
  }
}

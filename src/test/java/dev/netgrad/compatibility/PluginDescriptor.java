package dev.netgrad.compatibility;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Which parameters the plugin's goals have. */
record PluginDescriptor(Map<String, Set<String>> goals) {

  /** A parameter that a build sets. */
  record Use(String goal, String parameter) {}

  static PluginDescriptor read(Path descriptor) throws IOException {
    Map<String, Set<String>> goals = new TreeMap<>();
    for (Element mojo : elements(parse(descriptor).getElementsByTagName("mojo"))) {
      Set<String> parameters = goals.computeIfAbsent(text(mojo, "goal"), goal -> new TreeSet<>());
      elements(mojo.getElementsByTagName("parameter")).stream().filter(p -> text(p, "editable").equals("true"))
          .forEach(p -> parameters.add(text(p, "name")));
    }
    return new PluginDescriptor(goals);
  }

  Set<String> parameters(String goal) {
    return goals.getOrDefault(goal, Set.of());
  }

  /** What the executions of a build set. */
  static List<Use> uses(Path pom) throws IOException {
    List<Use> uses = new ArrayList<>();
    for (Element execution : elements(parse(pom).getElementsByTagName("execution"))) {
      for (Element configuration : elements(execution.getElementsByTagName("configuration"))) {
        elements(configuration.getChildNodes())
            .forEach(parameter -> uses.add(new Use(text(execution, "goal"), parameter.getTagName())));
      }
    }
    return uses;
  }

  private static Document parse(Path file) throws IOException {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }

  private static String text(Element element, String tag) {
    return element.getElementsByTagName(tag).item(0).getTextContent().strip();
  }

  private static List<Element> elements(NodeList list) {
    return IntStream.range(0, list.getLength()).mapToObj(list::item)
        .filter(node -> node.getNodeType() == Node.ELEMENT_NODE).map(Element.class::cast).toList();
  }
}

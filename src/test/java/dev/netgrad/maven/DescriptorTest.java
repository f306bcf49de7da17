package dev.netgrad.maven;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What the plugin tells about itself: to Maven and to Eclipse. */
class DescriptorTest {
  private static Document read(String name) throws IOException {
    try (InputStream in = NetMojo.class.getResourceAsStream(name)) {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }

  private static String text(Element element, String tag) {
    return element.getElementsByTagName(tag).item(0).getTextContent().strip();
  }

  private static Iterable<Element> elements(Document document, String tag) {
    NodeList list = document.getElementsByTagName(tag);
    return () -> IntStream.range(0, list.getLength()).mapToObj(i -> (Element) list.item(i)).iterator();
  }

  @Test
  void everyGoalAndParameterIsExplained() throws IOException {
    Document help = read("/META-INF/maven/dev.netgrad/netgrad/plugin-help.xml");
    for (Element mojo : elements(help, "mojo")) {
      String goal = text(mojo, "goal");
      assertWithMessage(goal).that(text(mojo, "description")).isNotEmpty();
      assertWithMessage(goal).that(text(mojo, "threadSafe")).isEqualTo("true");
      NodeList parameters = mojo.getElementsByTagName("parameter");
      for (int i = 0; i < parameters.getLength(); i++) {
        Element parameter = (Element) parameters.item(i);
        if (text(parameter, "editable").equals("true")) {
          assertWithMessage("%s, %s", goal, text(parameter, "name")).that(text(parameter, "description")).isNotEmpty();
        }
      }
    }
  }

  @Test
  void eclipseKnowsEveryGoalThatIsBoundToAPhase() throws IOException {
    Set<String> bound = new TreeSet<>();
    for (Element mojo : elements(read("/META-INF/maven/plugin.xml"), "mojo")) {
      if (mojo.getElementsByTagName("phase").getLength() > 0) {
        bound.add(text(mojo, "goal"));
      }
    }
    Set<String> mapped = new TreeSet<>();
    for (Element goal : elements(read("/META-INF/m2e/lifecycle-mapping-metadata.xml"), "goal")) {
      mapped.add(goal.getTextContent());
    }
    assertThat(bound).containsExactly("check", "generate", "generate-test", "gradcheck", "highway");
    assertThat(mapped).isEqualTo(bound);
  }
}

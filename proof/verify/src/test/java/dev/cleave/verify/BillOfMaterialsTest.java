package dev.cleave.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The bill of materials has no parent, so nothing but this keeps it with the rest. */
@DisplayName("The bill of materials")
class BillOfMaterialsTest {
    private static final File ROOT = new File(System.getProperty("user.dir"), "../..");

    /** What is never published, and the command line, which nobody depends on. */
    private static final List<String> NOT_LISTED =
            List.of("cleave-bom", "cleave-histories", "cleave-browser", "cleave-cli", "cleave-fleet", "cleave-verify",
                    "cleave-benchmarks",
                    "cleave-examples");

    @Test
    @DisplayName("has the project's version, and every artifact that others may depend on")
    void isComplete() throws Exception {
        Document root = read(new File(ROOT, "pom.xml"));
        Document bill = read(new File(ROOT, "bom/pom.xml"));
        List<String> published = new ArrayList<>();
        for (String module : texts(root, "module")) {
            published.add(child(read(new File(new File(ROOT, module), "pom.xml")).getDocumentElement(), "artifactId"));
        }
        published.removeAll(NOT_LISTED);
        List<String> listed = new ArrayList<>();
        NodeList dependencies = bill.getElementsByTagName("dependency");
        for (int each = 0; each < dependencies.getLength(); each++) {
            listed.add(child((Element) dependencies.item(each), "artifactId"));
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(published);
        assertThat(child(bill.getDocumentElement(), "version")).isEqualTo(child(root.getDocumentElement(), "version"));
    }

    private static Document read(File pom) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom);
    }

    private static List<String> texts(Document document, String name) {
        List<String> texts = new ArrayList<>();
        NodeList found = document.getElementsByTagName(name);
        for (int each = 0; each < found.getLength(); each++) {
            texts.add(found.item(each).getTextContent().strip());
        }
        return texts;
    }

    private static String child(Element parent, String name) {
        for (var each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each.getNodeName().equals(name)) {
                return each.getTextContent().strip();
            }
        }
        throw new AssertionError(parent.getNodeName() + " has no " + name);
    }
}

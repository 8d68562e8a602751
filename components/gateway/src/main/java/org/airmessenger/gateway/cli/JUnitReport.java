/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.cases.CaseResult;
import org.airmessenger.gateway.cases.CasesReport;
import org.airmessenger.gateway.cases.Difference;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Results of cases in the XML that servers of continuous integration read: one suite per file. */
final class JUnitReport {

    private final XMLStreamWriter xml;

    private JUnitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /**
     * Writes all results to a file.
     *
     * @throws IOException if it cannot be written
     */
    static void write(Path file, List<CasesReport> reports) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (Writer out = Files.newBufferedWriter(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out);
            new JUnitReport(xml).write(reports);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private void write(List<CasesReport> reports) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuites");
        for (CasesReport report : reports) {
            suite(report);
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void suite(CasesReport report) throws XMLStreamException {
        long millis = report.results().stream().mapToLong(result -> result.took().toMillis()).sum();
        start("testsuite", report.file().toString(), Duration.ofMillis(millis));
        xml.writeAttribute("tests", Integer.toString(Math.max(1, report.results().size())));
        xml.writeAttribute("failures", Long.toString(report.failed()));
        xml.writeAttribute("errors", report.isSound() ? "0" : "1");
        if (!report.isSound()) {
            start("testcase", "the file", Duration.ZERO);
            xml.writeAttribute("classname", report.file().toString());
            outcome("error", "the file is wrong", report.problems());
            xml.writeEndElement();
        }
        for (CaseResult result : report.results()) {
            start("testcase", result.name(), result.took());
            xml.writeAttribute("classname", report.file().toString());
            if (!result.passed()) {
                outcome("failure", result.differences().get(0).toString(), result.differences());
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void start(String element, String name, Duration took) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeAttribute("name", printable(name));
        String seconds = String.format(Locale.ROOT, "%.3f", took.toMillis() / 1000.0);
        xml.writeAttribute("time", seconds);
    }

    private void outcome(String kind, String message, List<Difference> all)
            throws XMLStreamException {
        xml.writeStartElement(kind);
        xml.writeAttribute("message", printable(message));
        xml.writeCharacters(
                printable(
                        all.stream()
                                .map(Difference::toString)
                                .collect(Collectors.joining(System.lineSeparator()))));
        xml.writeEndElement();
    }

    /** XML 1.0 has no control characters but tab and line end, not even escaped. */
    private static String printable(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD]", "\uFFFD");
    }
}

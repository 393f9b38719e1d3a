package io.sluice.bench.html;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A page as one file: styles, scripts and data are inside, and it asks for nothing from anywhere. */
public final class HtmlPage {
    private HtmlPage() {}

    /**
     * Writes to {@code file}, whose folder is created. A series of very many points is thinned to the highest and lowest of
     * each stretch.
     *
     * @param sections in the order of the page
     * @throws IOException if that is not possible
     */
    public static void write(Path file, String title, List<Section> sections) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, of(title, sections));
    }

    /** The page as text. */
    static String of(String title, List<Section> sections) {
        return new PageText(sections).page(title);
    }
}

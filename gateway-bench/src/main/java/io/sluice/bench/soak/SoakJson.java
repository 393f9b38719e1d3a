package io.sluice.bench.soak;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The result as JSON: the components of {@link SoakResult}, and {@code passed}. */
final class SoakJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private SoakJson() {}

    /**
     * Writes to {@code file}, whose folder is created.
     *
     * @throws IOException if that is not possible
     */
    static void write(SoakResult result, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, of(result) + "\n");
    }

    static String of(SoakResult result) throws IOException {
        ObjectNode fields = MAPPER.createObjectNode().put("passed", result.passed());
        return MAPPER.writeValueAsString(fields.setAll((ObjectNode) MAPPER.valueToTree(result)));
    }
}

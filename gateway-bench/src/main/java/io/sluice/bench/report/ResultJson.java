package io.sluice.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Results as JSON: the components of {@link LoadResult}, plus {@code passed}. Durations are ISO 8601 texts. */
public final class ResultJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new SimpleModule().addSerializer(Duration.class, ToStringSerializer.instance))
            .build();

    private ResultJson() {}

    /**
     * Writes to {@code file}, whose folder is created.
     *
     * @throws IOException if that is not possible
     */
    public static void write(LoadResult result, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, of(result) + "\n");
    }

    /**
     * The JSON in {@code file}, whatever it says.
     *
     * @throws IOException if it cannot be read, or is no JSON
     */
    public static JsonNode read(Path file) throws IOException {
        return MAPPER.readTree(Files.readString(file));
    }

    /** @throws IOException if a setting has no JSON form */
    static String of(LoadResult result) throws IOException {
        return MAPPER.writeValueAsString(MAPPER.valueToTree(result));
    }
}

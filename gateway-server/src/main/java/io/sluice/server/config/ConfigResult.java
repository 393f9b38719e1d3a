package io.sluice.server.config;

import java.util.List;

/** What loading came to. Problems and warnings are one line each, without secrets. */
public sealed interface ConfigResult {

    /** What looks like a mistake but does not stop a start. */
    List<String> warnings();

    /**
     * A configuration to start with.
     *
     * @param effectiveYaml the configuration in effect, with the origin of what is not a default, secrets hidden
     */
    record Valid(GatewayConfig config, String effectiveYaml, List<String> warnings) implements ConfigResult {

        /** The rules for topics as YAML, with what they inherit; empty where there is none. */
        public String topicsYaml() {
            return TopicEntries.yaml(config.topics());
        }
    }

    /**
     * No configuration.
     *
     * @param problems all of them, at least one
     */
    record Invalid(List<String> problems, List<String> warnings) implements ConfigResult {}
}

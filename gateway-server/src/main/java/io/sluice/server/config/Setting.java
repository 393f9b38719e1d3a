package io.sluice.server.config;

/**
 * A key with what the schema says about it and what is in effect.
 *
 * @param path dotted
 * @param allowed a phrase
 * @param defaultValue as YAML
 * @param value as YAML, secrets hidden
 */
record Setting(String path, String description, String allowed, String defaultValue, String value, Source source) {

    boolean isDefault() {
        return source instanceof Source.Default;
    }
}

package io.sluice.server.config;

/** What gives publications their offsets. */
public enum EngineType {
    /** This process, for itself. */
    MEMORY,
    /** Redis, for all gateways that share it. */
    REDIS
}

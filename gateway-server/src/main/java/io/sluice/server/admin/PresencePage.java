package io.sluice.server.admin;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.Page;

/**
 * Who is on a topic.
 *
 * @param count all connections on it, whatever the page
 * @param page of them, by id
 */
public record PresencePage(int count, Page<ConnectionInfo> page) {}

/**
 * The push port: takes publications over HTTP and hands each to the {@link io.sluice.engine.Engine}; also serves the
 * operator's reads. The door is {@link io.sluice.server.publisher.PushPort}. Everything here runs on the event loop of
 * the publisher's connection; only outcomes arrive from elsewhere, through one flag and one task per connection. It
 * never touches a subscriber's connection.
 */
@NullMarked
package io.sluice.server.publisher;

import org.jspecify.annotations.NullMarked;

/** What operators read: health, topics, connections, metrics. Answers asynchronously; never blocks an event loop. */
@NullMarked
package io.sluice.server.admin;

import org.jspecify.annotations.NullMarked;

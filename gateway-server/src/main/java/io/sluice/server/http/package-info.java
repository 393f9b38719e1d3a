/** What both ports share in speaking HTTP: problem details, plain answers, query parameters. Runs on the caller's event loop. */
@NullMarked
package io.sluice.server.http;

import org.jspecify.annotations.NullMarked;

/**
 * Reports as one HTML file each, that needs no network: texts, tables and plots, the plots drawn by Chart.js in the page and
 * told as tables beside. The door is {@link io.sluice.bench.html.HtmlPage}. Immutable values, no threads. Neighbours: the
 * commands that have something to report; nothing here knows of any of them.
 */
@NullMarked
package io.sluice.bench.html;

import org.jspecify.annotations.NullMarked;

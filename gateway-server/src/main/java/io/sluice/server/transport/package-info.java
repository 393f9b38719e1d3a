/** Which system interface carries the sockets: epoll, io_uring or the JDK's own, and the options each has. */
@NullMarked
package io.sluice.server.transport;

import org.jspecify.annotations.NullMarked;

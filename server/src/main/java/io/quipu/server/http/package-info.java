/** An HTTP server by routes: requests, answers, problems, server-sent events. */
@NullMarked
package io.quipu.server.http;

import org.jspecify.annotations.NullMarked;

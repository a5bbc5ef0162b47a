/** The HTTP server: routes, requests, answers, problems and server-sent events. */
@NullMarked
package io.quipu.server.http;

import org.jspecify.annotations.NullMarked;

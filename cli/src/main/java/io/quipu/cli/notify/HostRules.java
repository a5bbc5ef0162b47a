package io.quipu.cli.notify;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where firings may be sent: to hosts of a list, and by a redirect only to public addresses. The
 * address is looked up before the request, so a name server that answers differently a moment later
 * is not noticed.
 */
final class HostRules {
  private final Set<String> hosts = new TreeSet<>();
  private final boolean allowPrivate;

  /**
   * @param hosts the allowed hosts
   * @param allowPrivate whether a redirect may lead to a private address
   */
  HostRules(Set<String> hosts, boolean allowPrivate) {
    hosts.forEach(host -> this.hosts.add(host.toLowerCase(Locale.ROOT)));
    this.allowPrivate = allowPrivate;
  }

  /** Says why firings must not be sent to the address; empty if they may. */
  Optional<String> refusal(URI target) {
    String scheme = target.getScheme();
    String host = target.getHost();
    if (host == null || !("http".equals(scheme) || "https".equals(scheme))) {
      return Optional.of("'" + target + "' is no address of HTTP; write https://HOST/PATH");
    }
    return hosts.contains(host.toLowerCase(Locale.ROOT))
        ? Optional.empty()
        : Optional.of(
            "the host '"
                + host
                + "' is not allowed ("
                + String.join(", ", hosts)
                + " are); add it with --allow-host if you trust it");
  }

  /** Says why a redirect must not be followed; empty if it may. */
  Optional<String> refusalOfRedirect(URI from, URI to) throws UnknownHostException {
    Optional<String> refusal = refusal(to);
    if (refusal.isPresent()) {
      return refusal;
    }
    if ("https".equals(from.getScheme()) && !"https".equals(to.getScheme())) {
      return Optional.of("a redirect leads from https to http; let it lead to https");
    }
    if (!allowPrivate) {
      for (InetAddress address : InetAddress.getAllByName(to.getHost())) {
        if (isPrivate(address)) {
          return Optional.of(
              "a redirect leads to the private address "
                  + address.getHostAddress()
                  + "; give --allow-private if you mean it");
        }
      }
    }
    return Optional.empty();
  }

  static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
    boolean sharedOrThisNetwork =
        bytes.length == 4
            && (bytes[0] == 0 || ((bytes[0] & 0xFF) == 100 && (bytes[1] & 0xC0) == 64));
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || uniqueLocal
        || sharedOrThisNetwork;
  }
}

//! What an address allows: whether it is of this machine, whether a secret may travel to it, and its origin.

use url::{Host, Url};

/// Whether the address names this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether a secret may travel to or from it.
pub(crate) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// The origin of an address, as browsers write it.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

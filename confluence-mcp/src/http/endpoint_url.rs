//! What an address allows: whether it is of this machine, whether a secret may travel to it, and its origin.

pub(crate) use confluence_oauth::is_loopback;
use url::Url;

/// Whether a secret may travel to or from it.
pub(crate) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// The origin of an address, as browsers write it.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

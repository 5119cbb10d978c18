//! What is this machine: the one place where plain http keeps a secret.

use url::{Host, Url};

/// Whether an address is on this machine: `localhost` or a name below it (RFC 6761, section 6.3), or a loopback address
/// (RFC 5735, section 3; RFC 4291, section 2.5.3).
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    url.host().is_some_and(|host| is_loopback_host(&host))
}

/// The same of a host.
pub(crate) fn is_loopback_host<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.as_ref().to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// The same of a host in text, as a `Host` header has it.
pub(crate) fn is_loopback_name(name: &str) -> bool {
    // A name with anything else in it is not one of this machine, whatever a parser makes of it.
    Host::parse(name).is_ok_and(|host| is_loopback_host(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_this_machine() {
        for name in ["localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.8.0.1", "[::1]"] {
            assert!(is_loopback_name(name), "{name}");
        }
        for name in
            ["", "localhost.example.com", "example.com", "10.0.0.1", "[::2]", "notlocalhost", "0.0.0.0"]
        {
            assert!(!is_loopback_name(name), "{name}");
        }
    }
}

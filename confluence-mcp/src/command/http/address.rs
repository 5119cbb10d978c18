//! Where a server listens, and what it is called there.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};

use url::Url;

/// An address to listen at: with an IP address, or with a name of this machine.
pub(super) fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let wrong = |why: String| format!("{why}; valid are 127.0.0.1:8080, [::1]:8080 or localhost:8080");
    if text.contains('/') {
        return Err(wrong("expected is an address to listen on, without scheme and path".to_owned()));
    }
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    if text.starts_with(':') {
        return Err(wrong("the host is missing".to_owned()));
    }
    if !text.contains(':') {
        return Err(wrong("the port is missing".to_owned()));
    }
    let found = text.to_socket_addrs().map_err(|error| wrong(error.to_string()))?;
    // A name such as localhost often has both; clients try the older one first more often than not.
    let found = found.min_by_key(SocketAddr::is_ipv6);
    found.ok_or_else(|| wrong("the host name cannot be resolved".to_owned()))
}

/// Whether a host, with or without a port, is this machine: also as containers on it call it.
pub(super) fn is_of_this_machine(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(inside, _)| inside);
    let name =
        bare.or_else(|| host.split(':').next()).unwrap_or(host).trim_end_matches('.').to_ascii_lowercase();
    let is_loopback = |address: IpAddr| address.is_loopback();
    name == "localhost"
        || name.ends_with(".localhost")
        || matches!(name.as_str(), "host.docker.internal" | "host.containers.internal")
        || name.parse().is_ok_and(is_loopback)
}

pub(super) fn whole_address(text: &str) -> Result<Url, String> {
    Url::parse(text)
        .map_err(|error| format!("{error}; expected is a URL, such as https://mcp.example.com/mcp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_this_machine_or_another() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.2:1", "[::1]:80", "x.localhost"] {
            assert!(is_of_this_machine(host), "{host}");
        }
        for host in ["mcp.example.com", "10.0.0.1", "[fe80::1]:80", "localhost.example.com"] {
            assert!(!is_of_this_machine(host), "{host}");
        }
    }

    #[test]
    fn an_address_to_listen_at_has_a_host_and_a_port() {
        assert_eq!(listen_address("127.0.0.1:8080").unwrap().port(), 8080);
        for (text, why) in [
            (":8080", "the host is missing"),
            ("127.0.0.1", "the port is missing"),
            ("http://127.0.0.1:8080", "without scheme"),
        ] {
            let said = listen_address(text).unwrap_err();
            assert!(said.contains(why) && said.contains("127.0.0.1:8080"), "{text}: {said}");
        }
    }
}

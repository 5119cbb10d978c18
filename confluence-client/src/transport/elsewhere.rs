//! Where a redirect of the service may lead: an answer must not send this machine to an address in its own network.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::lookup_host;
use url::{Host, Url};

/// Who can reach an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// Everybody.
    Public,
    /// A network of its own: private, link-local, or not for single hosts at all.
    Private,
    /// This machine.
    Loopback,
}

/// A request to a host that an answer of the site named, which may be no closer to this machine than the site is.
#[derive(Clone, Debug)]
pub(crate) struct Elsewhere {
    /// The host of the site.
    pub(crate) site: String,
}

impl Reach {
    /// Who can reach the host of an address as it is written; none for a name, which is yet to be resolved.
    pub(crate) fn of_literal(url: &Url) -> Option<Self> {
        match url.host()? {
            Host::Ipv4(address) => Some(Self::of(address.into())),
            Host::Ipv6(address) => Some(Self::of(address.into())),
            Host::Domain(name) if name == "localhost" || name.ends_with(".localhost") => Some(Self::Loopback),
            Host::Domain(_) => None,
        }
    }

    /// Who can reach a host: by the closest of its addresses, or everybody where it has none.
    pub(crate) async fn of_host(host: &str) -> Self {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse() {
            return Self::of(address);
        }
        match lookup_host((bare, 0)).await {
            Ok(addresses) => addresses.map(|address| Self::of(address.ip())).max().unwrap_or(Self::Public),
            Err(_) => Self::Public,
        }
    }

    fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        match address.octets() {
            [127, ..] | [0, 0, 0, 0] => Self::Loopback,
            // The rest of this network, private use, carriers, link-local, protocols, benchmarks, groups, reserved:
            // the registry of RFC 6890.
            [0 | 10, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
            | [224..=255, ..] => Self::Private,
            _ => Self::Public,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        if address.is_loopback() || address.is_unspecified() {
            return Self::Loopback;
        }
        let [a, b, c, d, e, f, high, low] = address.segments();
        let v4 = |high: u16, low: u16| Self::of_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
        match [a, b, c, d, e, f] {
            // IPv4 in IPv6: compatible, mapped, and translated by SIIT, NAT64 and 6to4.
            [0, 0, 0, 0, 0, 0 | 0xffff] | [0, 0, 0, 0, 0xffff, 0] | [0x64, 0xff9b, 0, 0, 0, 0] => {
                v4(high, low)
            }
            [0x2002, ..] => v4(b, c),
            // NAT64 of a network of its own, Teredo, unique local, link-local, site-local, groups.
            [0x64, 0xff9b, 1, ..]
            | [0x2001, 0, ..]
            | [0xfc00..=0xfdff | 0xfe80..=0xfeff | 0xff00..=0xffff, ..] => Self::Private,
            _ => Self::Public,
        }
    }
}

/// How many hosts that answers named are kept in mind. Atlassian has a handful of file stores.
const MOST_HOSTS: usize = 1_000;

/// Resolves names, and leaves out what is too close of those that an answer named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolver(Arc<Mutex<BTreeMap<String, Elsewhere>>>);

impl Resolver {
    /// Keeps in mind that an answer named a host.
    ///
    /// # Errors
    /// Answers named more hosts than any service has.
    pub(crate) fn guard(&self, host: &str, elsewhere: &Elsewhere) -> io::Result<()> {
        let mut hosts = self.0.lock().map_err(|_| io::Error::other("the list of hosts is broken"))?;
        if hosts.len() >= MOST_HOSTS && !hosts.contains_key(host) {
            return Err(io::Error::other("the site redirects to ever more hosts"));
        }
        hosts.insert(host.to_owned(), elsewhere.clone());
        Ok(())
    }

    async fn resolve(self, name: String) -> io::Result<Vec<SocketAddr>> {
        let found: Vec<SocketAddr> = lookup_host((name.as_str(), 0)).await?.collect();
        let guarded = self.0.lock().ok().and_then(|hosts| hosts.get(&name).cloned());
        let Some(Elsewhere { site }) = guarded else { return Ok(found) };
        if found.iter().all(|address| Reach::of(address.ip()) == Reach::Public) {
            return Ok(found);
        }
        let reach = Reach::of_host(&site).await;
        let allowed: Vec<_> = found.into_iter().filter(|address| Reach::of(address.ip()) <= reach).collect();
        if allowed.is_empty() {
            return Err(io::Error::other(TOO_CLOSE));
        }
        Ok(allowed)
    }
}

/// Why a redirect is not followed.
pub(crate) const TOO_CLOSE: &str =
    "a redirect to an address of this machine or of a private network, where the site itself is not";

/// A name could not be resolved. It says which one: it may be that of a proxy.
#[derive(Debug, thiserror::Error)]
#[error("{error} (the name {name})")]
pub(super) struct Unresolved {
    pub(super) name: String,
    error: io::Error,
}

impl reqwest::dns::Resolve for Resolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let (resolver, name) = (self.clone(), name.as_str().to_owned());
        Box::pin(async move {
            match resolver.resolve(name.clone()).await {
                Ok(addresses) => Ok(Box::new(addresses.into_iter()) as reqwest::dns::Addrs),
                Err(error) => Err(Unresolved { name, error }.into()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart() {
        for (reach, addresses) in [
            (
                Reach::Public,
                "8.8.8.8 1.1.1.1 172.15.0.1 172.32.0.1 100.128.0.1 192.0.1.1 2606:4700::1111 ::ffff:8.8.8.8 \
                 64:ff9b::808:808 2002:808:808::1",
            ),
            (
                Reach::Private,
                "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.1.2.3 198.18.0.1 \
                 224.0.0.1 255.255.255.255 fd00::1 fc00::1 fe80::1 fec0::1 ff02::1 ::ffff:10.0.0.1 \
                 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe:: 64:ff9b:1::1 2001::1",
            ),
            (
                Reach::Loopback,
                "127.0.0.1 127.9.9.9 0.0.0.0 ::1 :: ::ffff:127.0.0.1 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1",
            ),
        ] {
            for address in addresses.split_whitespace() {
                assert_eq!(Reach::of(address.parse().unwrap()), reach, "{address}");
            }
        }
    }

    #[test]
    fn hosts_are_read_as_they_are_written() {
        for (url, reach) in [
            ("https://0x7f.1/", Some(Reach::Loopback)),
            ("https://2852039166/", Some(Reach::Private)),
            ("https://[::ffff:a9fe:a9fe]/", Some(Reach::Private)),
            ("https://a.localhost/", Some(Reach::Loopback)),
            ("https://media.example.com/", None),
        ] {
            assert_eq!(Reach::of_literal(&Url::parse(url).unwrap()), reach, "{url}");
        }
    }

    #[tokio::test]
    async fn a_name_that_an_answer_gave_leads_no_closer_than_the_site() {
        let resolver = Resolver::default();
        let resolved = async |site: &str| {
            resolver.guard("localhost", &Elsewhere { site: site.to_owned() }).unwrap();
            resolver.clone().resolve("localhost".to_owned()).await
        };
        assert!(resolver.clone().resolve("localhost".to_owned()).await.is_ok(), "nobody guards it yet");
        for (site, allowed) in [("127.0.0.1", true), ("[::1]", true), ("10.1.2.3", false), ("8.8.8.8", false)]
        {
            assert_eq!(resolved(site).await.is_ok(), allowed, "{site}");
        }
    }

    #[test]
    fn what_answers_name_is_bounded() {
        let resolver = Resolver::default();
        let guard = |host: &str| resolver.guard(host, &Elsewhere { site: "example.com".to_owned() });
        assert!((0..MOST_HOSTS).all(|number| guard(&format!("{number}.example.com")).is_ok()));
        assert!(guard("0.example.com").is_ok() && guard("one.more").is_err());
    }
}

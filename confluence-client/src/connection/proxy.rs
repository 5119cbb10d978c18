//! The proxy, from one address or from its parts.

use confluence_oauth::{ConnectionString, Value};
use url::Url;

use crate::error::{Error, Result};

/// Takes the proxy and the hosts that are reached without it.
pub(super) fn take_from(string: &mut ConnectionString) -> Result<(Option<Url>, String)> {
    let kind = string.take("FirewallType");
    let parts = Parts {
        port: string.take("ProxyPort"),
        user: string.take("ProxyUser"),
        password: string.take("ProxyPassword"),
        scheme: kind.as_ref().map(scheme).transpose()?.flatten(),
    };
    if let Some(scheme) = string.take("ProxyAuthScheme") {
        spoken(&scheme)?;
    }
    let exceptions =
        string.take("ProxyExceptions").map(|value| exceptions(&value)).transpose()?.unwrap_or_default();
    match string.take("ProxyServer") {
        Some(server) => Ok((Some(parts.address(&server)?), exceptions.join(","))),
        None => match [parts.port, parts.user, parts.password].into_iter().flatten().next() {
            Some(alone) => Err(alone.error("is given without ProxyServer").into()),
            None => Ok((None, exceptions.join(","))),
        },
    }
}

/// The hosts that are reached without the proxy: names with what lies below them, addresses, networks.
fn exceptions(value: &Value) -> Result<Vec<String>> {
    let hosts = value.list()?;
    // `*.example.com` is `.example.com`, as others write it.
    let hosts: Vec<String> = hosts
        .into_iter()
        .map(|host| {
            host.strip_prefix('*').filter(|rest| rest.starts_with('.')).map_or(host.clone(), str::to_owned)
        })
        .collect();
    match hosts.iter().any(|host| host.contains('*')) {
        true => Err(value
            .error("holds a `*`, which stands for no host here: name hosts such as .example.com, or leave ProxyServer out to use none")
            .into()),
        false => Ok(hosts),
    }
}

struct Parts {
    port: Option<Value>,
    user: Option<Value>,
    password: Option<Value>,
    scheme: Option<&'static str>,
}

impl Parts {
    fn address(self, server: &Value) -> Result<Url> {
        let given = server.secret()?;
        let text = given.expose().trim();
        let address = match text.contains("://") {
            true => text.to_owned(),
            false => format!("{}://{text}", self.scheme.unwrap_or("http")),
        };
        let proxies = |url: &Url| matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h");
        let url = Url::parse(&address).ok().filter(|url| proxies(url) && url.host().is_some());
        let why = "must be a host, or an address such as http://proxy.example.com:3128 or socks5://host:port";
        let mut url = url.ok_or_else(|| Error::from(server.error(why)))?;
        // By either name the proxy looks hosts up: in a company's network this machine may not know them.
        if url.scheme() == "socks5" {
            url.set_scheme("socks5h").map_err(|()| Error::from(server.error(why)))?;
        }
        if let Some(port) = &self.port {
            let number = port.number::<u16>()?;
            if let Some(other) = written_port(&address).filter(|other| *other != number) {
                return Err(port
                    .error(format!("ProxyServer has another port, {other}: leave one of the two out"))
                    .into());
            }
            url.set_port(Some(number))
                .map_err(|()| Error::from(port.error("does not go with this ProxyServer")))?;
        }
        if let Some(user) = &self.user {
            url.set_username(&user.text()?)
                .map_err(|()| Error::from(user.error("does not go with this ProxyServer")))?;
        }
        if let Some(password) = &self.password {
            let text = password.secret()?;
            url.set_password(Some(text.expose()))
                .map_err(|()| Error::from(password.error("does not go with this ProxyServer")))?;
        }
        Ok(url)
    }
}

/// The port that stands in an address, which the parser leaves out where it is the usual one of the scheme.
fn written_port(address: &str) -> Option<u16> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    authority.rsplit_once('@').map_or(authority, |(_, host)| host).rsplit_once(':')?.1.parse().ok()
}

/// What a firewall is, as the scheme of a proxy's address.
fn scheme(kind: &Value) -> Result<Option<&'static str>> {
    const KINDS: &[(&str, Option<&str>)] =
        &[("NONE", None), ("TUNNEL", Some("http")), ("SOCKS5", Some("socks5h"))];
    match is_one_of(kind, &["SOCKS4", "SOCKS4A"]) {
        true => Err(kind.error("SOCKS4 is not supported: use TUNNEL or SOCKS5").into()),
        false => Ok(kind.one_of(KINDS)?),
    }
}

/// Whether a value is one of these, which others support: they are refused by name, and no list offers them.
fn is_one_of(value: &Value, refused: &[&str]) -> bool {
    let words: Vec<(&str, ())> = refused.iter().map(|word| (*word, ())).collect();
    value.one_of(&words).is_ok()
}

fn spoken(scheme: &Value) -> Result<()> {
    match is_one_of(scheme, &["DIGEST", "NTLM", "NEGOTIATE", "KERBEROS"]) {
        true => Err(scheme
            .error("DIGEST, NTLM and NEGOTIATE are not supported: use BASIC, or a local proxy that supports them")
            .into()),
        false => Ok(scheme.one_of(&[("BASIC", ()), ("NONE", ())])?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Option<Url>, String)> {
        take_from(&mut crate::connection::parse(text)?)
    }

    #[test]
    fn a_proxy_is_one_address_or_its_parts() {
        for (text, address) in [
            ("ProxyServer=proxy:3128", "http://proxy:3128/"),
            (
                "ProxyServer=proxy.example.com;ProxyPort=3128;ProxyUser=m e;ProxyPassword=p@w",
                "http://m%20e:p%40w@proxy.example.com:3128/",
            ),
            ("FirewallType=SOCKS5;FirewallServer=fw;FirewallPort=1080", "socks5h://fw:1080"),
            ("ProxyServer=socks5://fw:1080", "socks5h://fw:1080"),
            ("ProxyServer=http://fw:80;ProxyPort=80", "http://fw/"),
            ("ProxyServer=http://[::1];ProxyPort=3128", "http://[::1]:3128/"),
            ("ProxyServer=socks5h://fw:1080", "socks5h://fw:1080"),
            ("ProxyServer=http://a:b@p:1;ProxyAuthScheme=BASIC", "http://a:b@p:1/"),
        ] {
            assert_eq!(read(text).unwrap().0.unwrap().as_str(), address, "{text}");
        }
        assert_eq!(read("ProxyExceptions=a;").unwrap(), (None, "a".to_owned()));
        assert_eq!(
            read("ProxyServer=p;ProxyExceptions='a.example; b.example'").unwrap().1,
            "a.example,b.example"
        );
        assert_eq!(read("ProxyServer=p;ProxyExceptions=*.example").unwrap().1, ".example");
    }

    #[test]
    fn what_is_not_spoken_names_its_property() {
        for text in [
            "ProxyServer=ftp://canary",
            "ProxyAuthScheme=NTLM",
            "FirewallType=SOCKS4",
            "ProxyPort=3128",
            "ProxyPort=3128;ProxyServer=proxy:8080",
            "ProxyPort=3128;ProxyServer=proxy:80",
            "ProxyPort=3128;ProxyServer=https://u:p@proxy:443/",
            "ProxyPassword=canary",
            "ProxyExceptions=*",
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.property(), text.split('=').next(), "{error}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
}

//! What a proxy did in place of leading to the site, by the words of the HTTP client's part for tunnels: which property, or
//! which variable of the environment, is at fault.

use url::Url;

use super::{TransportError, TransportErrorKind};

/// What a proxy answered where a tunnel to the site was asked for, if these causes tell of one. `named` is the proxy of the
/// connection; without one it is that of the environment, which `variable` has.
pub(super) fn found_in(causes: &str, named: Option<&Url>, variable: &'static str) -> Option<TransportError> {
    let (_, said) = causes.split_once("tunnel error: ")?;
    let begins = |words: &[&str]| words.iter().any(|word| said.starts_with(word));
    let property = if named.is_some() { "ProxyServer" } else { variable };
    let failed = |kind| TransportError::new(kind, causes);
    Some(if begins(&["proxy auth"]) {
        let (said, property) = match named {
            Some(proxy) if !proxy.username().is_empty() => (
                "the proxy does not accept who asks: ProxyUser and ProxyPassword are the login that it knows",
                "ProxyUser",
            ),
            Some(_) => ("the proxy wants to know who asks: ProxyUser and ProxyPassword say it", "ProxyUser"),
            None => (
                "the proxy of the environment wants to know who asks: http://USER:PASSWORD@HOST:PORT says it there, or \
                 ProxyServer with ProxyUser and ProxyPassword",
                property,
            ),
        };
        failed(TransportErrorKind::Setup).at_fault(said, property)
    } else if begins(&["unsuccessful"]) {
        let said = "the proxy refuses to connect to the site, or does not reach it: whoever runs it knows which hosts it \
                    leads to";
        failed(TransportErrorKind::Connect).at_fault(said, property)
    } else if begins(&["unexpected end", "proxy response", "io error"]) {
        let said = "what answers in the place of the proxy does not speak as one";
        failed(TransportErrorKind::Connect).at_fault(said, property)
    } else if begins(&["failed to create"]) {
        match named {
            Some(proxy) => refused_by(proxy, causes),
            None => refused_by_that_of(variable, causes),
        }
    } else {
        return None;
    })
}

/// A proxy at which nobody answers, with its address and without its password.
pub(super) fn refused_by(proxy: &Url, causes: &str) -> TransportError {
    let (host, port) = (proxy.host_str().unwrap_or_default(), proxy.port_or_known_default());
    let port = port.or_else(|| proxy.scheme().starts_with("socks").then_some(1080));
    let place = port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    TransportError::new(TransportErrorKind::Connect, format!("{place}: {causes}"))
        .at_fault("no connection to the proxy", "ProxyServer")
}

/// The same for a proxy that a variable of the environment names.
pub(super) fn refused_by_that_of(variable: &'static str, causes: &str) -> TransportError {
    TransportError::new(TransportErrorKind::Connect, causes).at_fault("no connection to the proxy", variable)
}

/// The variable of the environment that names the proxy for an address, if one is set: first those for its scheme.
pub(super) fn variable_that_is_set(encrypted: bool) -> Option<&'static str> {
    let names = match encrypted {
        true => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        false => ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    };
    names.into_iter().find(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Whether a list of exceptions has this host: a name with what lies below it. Networks of addresses are not worked out
/// here, and may have any host.
pub(super) fn is_exempt(host: &str, exceptions: &str) -> bool {
    let named = |exception: &str| {
        let name = exception.trim().trim_start_matches('.');
        name == "*" || !name.is_empty() && (host == name || host.ends_with(&format!(".{name}")))
    };
    exceptions.split(',').any(|exception| named(exception) || exception.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_proxy_answers_is_told_as_its_own() {
        let proxy = |text: &str| Url::parse(text).unwrap();
        let (plain, with_login) = (proxy("http://proxy:3128"), proxy("http://me:canary@proxy:3128"));
        for (said, named, says, property) in [
            ("proxy authorization required", Some(&plain), "ProxyUser and ProxyPassword say it", "ProxyUser"),
            ("proxy authorization required", Some(&with_login), "does not accept who asks", "ProxyUser"),
            ("proxy authorization required", None, "proxy of the environment", "ALL_PROXY"),
            ("unsuccessful", Some(&plain), "refuses to connect to the site", "ProxyServer"),
            ("unsuccessful", None, "refuses to connect to the site", "ALL_PROXY"),
            ("unexpected end of file", Some(&plain), "does not speak as one", "ProxyServer"),
            (
                "failed to create underlying connection",
                Some(&with_login),
                "no connection to the proxy",
                "ProxyServer",
            ),
            ("failed to create underlying connection", None, "no connection to the proxy", "ALL_PROXY"),
        ] {
            let error =
                found_in(&format!("client error (Connect): tunnel error: {said}"), named, "ALL_PROXY")
                    .unwrap();
            assert!(
                error.to_string().contains(says) && error.property() == Some(property),
                "{said}: {error:?}"
            );
            assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        }
        assert!(found_in("client error (Connect): tcp connect error", Some(&plain), "").is_none());
    }
}

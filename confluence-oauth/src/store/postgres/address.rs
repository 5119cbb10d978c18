//! `postgres://user:password@host:port/database?sslmode=...`, none of which is ever shown.

use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use super::tls::Trust;
use crate::error::{Error, Result};
use crate::loopback::is_loopback_name;

const CONNECT: Duration = Duration::from_secs(5);
const SSLMODES: &str = "disable, allow, prefer, require, verify-ca or verify-full";

/// Where the database is, and how it is talked to.
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) trust: Trust,
}

/// What the URL says of TLS, in the words of libpq.
#[derive(Default)]
struct Tls {
    mode: Option<String>,
    root: Option<String>,
}

impl Address {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let (plain, tls) = split(text)?;
        let mut config: Config = plain.parse().map_err(|_| misread())?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(refused("the URL of the database names no host"));
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_application_name().is_none() {
            config.application_name("confluence-oauth");
        }
        let (mode, trust) = tls.meaning(&config)?;
        config.ssl_mode(mode);
        Ok(Self { config, trust })
    }
}

impl Tls {
    /// Without a mode, libpq's own default where the network is this machine; elsewhere the server has to
    /// prove who it is, since it is told the password.
    fn meaning(self, config: &Config) -> Result<(SslMode, Trust)> {
        let default = if is_local(config) { "prefer" } else { "verify-full" };
        let rooted = self.root.is_some();
        let checked = |host_name| Trust::Checked { root: self.root, host_name };
        Ok(match self.mode.as_deref().unwrap_or(default) {
            "disable" => (SslMode::Disable, Trust::Anybody),
            "allow" | "prefer" => (SslMode::Prefer, Trust::Anybody),
            // As libpq does it: who gives roots wants them looked at.
            "require" if rooted => (SslMode::Require, checked(false)),
            "require" => (SslMode::Require, Trust::Anybody),
            "verify-ca" => (SslMode::Require, checked(false)),
            "verify-full" => (SslMode::Require, checked(true)),
            _ => return Err(refused(&format!("sslmode must be {SSLMODES}"))),
        })
    }
}

/// Takes what is ours to understand out of the query.
fn split(text: &str) -> Result<(String, Tls)> {
    // A password may hold a question mark.
    let login = text.find('@').unwrap_or_default();
    let query = text.get(login..).and_then(|rest| rest.find('?')).map_or(text.len(), |at| login + at);
    let (base, query) = text.split_at_checked(query).unwrap_or((text, ""));
    let query = query.trim_start_matches('?');
    let (mut tls, mut kept) = (Tls::default(), Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = || percent_decode_str(value).decode_utf8().map(|value| Some(value.into_owned()));
        match name {
            "sslmode" => tls.mode = value().map_err(|_| misread())?,
            "sslrootcert" => tls.root = value().map_err(|_| misread())?.filter(|root| root != "system"),
            _ => kept.push(pair),
        }
    }
    let kept = kept.join("&");
    Ok((if kept.is_empty() { base.to_owned() } else { format!("{base}?{kept}") }, tls))
}

fn is_local(config: &Config) -> bool {
    let by_name = config.get_hosts().iter().all(|host| match host {
        // libpq writes an address of IPv6 without brackets.
        Host::Tcp(name) => {
            is_loopback_name(name) || name.parse::<std::net::Ipv6Addr>().is_ok_and(|ip| ip.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    by_name && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback)
}

/// The parser's own words may quote a piece of a password.
fn misread() -> Error {
    refused(
        "the URL of the database cannot be read; it must be \
         postgres://user:password@host:port/database, with percent-encoding for what is not a letter or digit, \
         and may end in ?sslmode=...&sslrootcert=... and other parameters of libpq",
    )
}

fn refused(why: &str) -> Error {
    Error::config("OAuthSettingsLocation", why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(text: &str) -> Result<(SslMode, bool, bool)> {
        let (plain, tls) = split(text)?;
        let config: Config = plain.parse().map_err(|_| misread())?;
        let (mode, trust) = tls.meaning(&config)?;
        let (checked, named) = match trust {
            Trust::Anybody => (false, false),
            Trust::Checked { host_name, .. } => (true, host_name),
        };
        Ok((mode, checked, named))
    }

    #[test]
    fn modes_mean_what_libpq_means() {
        for (query, expected) in [
            ("sslmode=disable", (SslMode::Disable, false, false)),
            ("sslmode=prefer", (SslMode::Prefer, false, false)),
            ("sslmode=require", (SslMode::Require, false, false)),
            ("sslmode=require&sslrootcert=/ca.pem", (SslMode::Require, true, false)),
            ("sslmode=verify-ca", (SslMode::Require, true, false)),
            ("application_name=x&sslmode=verify%2Dfull", (SslMode::Require, true, true)),
        ] {
            let address = format!("postgres://u:p?sslmode=x@db.example.com/d?{query}");
            assert_eq!(mode(&address).unwrap(), expected, "{query}");
        }
    }

    #[test]
    fn by_default_only_this_machine_is_trusted_unproved() {
        for local in
            ["postgres://u@localhost/d", "postgres://u@127.0.0.1:5/d", "postgresql://u@%2Frun%2Fpg/d"]
        {
            assert_eq!(mode(local).unwrap(), (SslMode::Prefer, false, false), "{local}");
        }
        for distant in ["postgres://u@db.example.com/d", "postgres://u@127.0.0.1,db.example.com/d"] {
            assert_eq!(mode(distant).unwrap(), (SslMode::Require, true, true), "{distant}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_without_a_word_of_it() {
        for text in [
            "postgres://u:canary@h:port/d",
            "postgres://u:p@h/d?canary=x",
            "postgres://u:canary@h/d?sslmode=canary",
            "postgres://u:canary@/d",
        ] {
            let Err(error) = Address::parse(text) else { panic!("{text}") };
            assert_eq!(error.property(), Some("OAuthSettingsLocation"));
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        }
    }
}

//! `CallbackURL`: where the browser returns to.

use std::str::FromStr;

use url::Url;

use crate::connection_string::{ConnectionString, Value};
use crate::error::{Error, Result};
use crate::loopback::is_loopback;

const DEFAULT: &str = "http://localhost:33333";
const OUT_OF_BAND: &str = "oob";

/// The redirect URI (callback URL) that is registered with the application, kept byte by byte: services compare text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    text: String,
    url: Url,
}

impl Callback {
    pub(crate) fn read(value: &Value) -> Result<Self> {
        let text = value.text()?;
        if text.eq_ignore_ascii_case(OUT_OF_BAND) {
            let url = Url::parse("oob:").map_err(|_| value.error("is not a URL"))?;
            return Ok(Self { text: OUT_OF_BAND.to_owned(), url });
        }
        let url = value.url()?;
        if url.fragment().is_some() {
            return Err(value.error("must have no fragment (RFC 6749, section 3.1.2)"));
        }
        Ok(Self { text, url })
    }

    /// Whether there is nowhere to return to, and the page of the provider shows the verifier: `oob` of RFC 5849,
    /// section 2.1.
    #[must_use]
    pub fn is_out_of_band(&self) -> bool {
        self.text == OUT_OF_BAND
    }

    /// The URL as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The port to listen on if the URL is on this machine; other URLs need the verifier pasted.
    #[must_use]
    pub fn loopback_port(&self) -> Option<u16> {
        let local = is_loopback(&self.url);
        (local && self.url.scheme() == "http").then(|| self.url.port_or_known_default()).flatten()
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// The same URL on the port that was really bound, for port 0.
    pub(crate) fn on_port(&self, port: u16) -> Self {
        if self.url.port() != Some(0) {
            return self.clone();
        }
        let mut url = self.url.clone();
        // Only addresses without a host refuse a port, and those were refused on reading.
        let _ = url.set_port(Some(port));
        Self { text: self.text.replacen(":0", &format!(":{port}"), 1), url }
    }
}

impl FromStr for Callback {
    type Err = Error;

    /// Reads a URL, or `oob`, as `CallbackURL` gives it; nothing is looked up.
    fn from_str(text: &str) -> Result<Self> {
        const NAME: &str = "CallbackURL";
        let given = ConnectionString::parse("")?.with_secret(NAME, text)?.take(NAME);
        given.map_or_else(|| Err(Error::config(NAME, "is empty")), |value| Self::read(&value))
    }
}

impl Default for Callback {
    fn default() -> Self {
        let url = Url::parse(DEFAULT);
        #[expect(clippy::expect_used, reason = "a constant")]
        let url = url.expect("the default callback is a URL");
        Self { text: DEFAULT.to_owned(), url }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn callback(text: &str) -> Callback {
        Callback { text: text.into(), url: Url::parse(text).unwrap() }
    }

    #[test]
    fn only_plain_addresses_of_this_machine_are_listened_on() {
        assert_eq!(Callback::default().loopback_port(), Some(33333));
        assert_eq!(callback("http://127.0.0.1/x").loopback_port(), Some(80));
        assert_eq!(callback("http://[::1]:9/x").loopback_port(), Some(9));
        assert_eq!(callback("https://localhost:9/x").loopback_port(), None);
        assert_eq!(callback("http://example.com:9").loopback_port(), None);
    }

    #[test]
    fn the_text_is_kept_and_only_port_zero_is_replaced() {
        assert_eq!(Callback::default().on_port(5).as_str(), "http://localhost:33333");
        let bound = callback("http://127.0.0.1:0/back").on_port(4711);
        assert_eq!(bound.as_str(), "http://127.0.0.1:4711/back");
        assert_eq!(bound.url().port(), Some(4711));
    }
}

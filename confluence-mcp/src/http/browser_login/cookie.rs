//! The cookie (RFC 6265) by which a browser is known from one step of a login to the next.

use http::header::{self, HeaderMap, HeaderValue};
use url::Url;
use zeroize::Zeroizing;

/// Good for as long as a login may take.
const SECONDS: u32 = 15 * 60;

/// What the cookie holds: whose login, which ticket, and what only this browser knows.
pub(crate) struct Cookie {
    pub(crate) handle: String,
    pub(crate) secret: Zeroizing<String>,
}

/// `__Host-`: a browser takes it over https from this very host alone (RFC 6265bis, section 4.1.3.2).
fn name(endpoint: &Url) -> &'static str {
    if endpoint.scheme() == "https" { "__Host-confluence-login" } else { "confluence-login" }
}

impl Cookie {
    /// Reads it; one that is there twice was planted.
    pub(crate) fn read(headers: &HeaderMap, endpoint: &Url) -> Option<Self> {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let mut values = pairs.filter(|(key, _)| *key == name(endpoint)).map(|(_, value)| value);
        let value = values.next().filter(|_| values.next().is_none())?;
        let (handle, secret) = value.rsplit_once('.')?;
        Some(Self { handle: handle.to_owned(), secret: Zeroizing::new(secret.to_owned()) })
    }

    /// `Set-Cookie`. `Lax`, because the browser comes back from pages of others.
    pub(crate) fn set(&self, endpoint: &Url) -> Option<HeaderValue> {
        let Self { handle, secret } = self;
        written(endpoint, &Zeroizing::new(format!("{handle}.{}", **secret)), SECONDS)
    }

    /// `Set-Cookie` that takes it away.
    pub(crate) fn clear(endpoint: &Url) -> Option<HeaderValue> {
        written(endpoint, "", 0)
    }
}

fn written(endpoint: &Url, value: &str, seconds: u32) -> Option<HeaderValue> {
    let secure = if endpoint.scheme() == "https" { "; Secure" } else { "" };
    let name = name(endpoint);
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    let text = Zeroizing::new(text);
    let mut header = HeaderValue::from_str(&text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_comes_back_and_a_planted_one_does_not_count() {
        let endpoint = Url::parse("https://mcp.example.com/mcp").unwrap();
        let cookie = Cookie { handle: "key.ticket".into(), secret: Zeroizing::new("secret".into()) };
        let set = cookie.set(&endpoint).unwrap();
        let set = set.to_str().unwrap();
        assert!(set.contains("HttpOnly") && set.contains("Secure") && set.contains("SameSite=Lax"));
        let pair = set.split(';').next().unwrap();
        let read = |line: &str| {
            let headers = [(header::COOKIE, HeaderValue::from_str(line).unwrap())].into_iter().collect();
            Cookie::read(&headers, &endpoint)
        };
        let back = read(&format!("a=b; {pair}; c=d")).unwrap();
        assert_eq!((back.handle.as_str(), back.secret.as_str()), ("key.ticket", "secret"));
        assert!(read(&format!("{pair}; {pair}")).is_none() && read("a=b").is_none());
    }
}

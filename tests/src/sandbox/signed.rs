//! A signed request as a server sees it: RFC 5849, sections 3.1 and 3.4.1.

use percent_encoding::percent_decode_str;

/// The parameters of a signed request, and what else its signature is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    parameters: Vec<(String, String)>,
    method: String,
    path: String,
    query: Vec<(String, String)>,
}

impl Signed {
    /// Reads the `Authorization` header of a request; nothing if it is of another scheme.
    pub(crate) fn read(header: &str, method: &str, url: &url::Url) -> Option<Self> {
        let (scheme, pairs) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("OAuth") {
            return None;
        }
        let pairs = pairs.split(',').map(|pair| pair.trim().split_once('='));
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let pair = |pair: Option<(&str, &str)>| {
            pair.map(|(name, value)| (decoded(name), decoded(value.trim_matches('"'))))
        };
        Some(Self {
            parameters: pairs.map(pair).collect::<Option<_>>()?,
            method: method.to_owned(),
            path: url.path().to_owned(),
            query: url.query_pairs().into_owned().collect(),
        })
    }

    /// A parameter of the protocol.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What was to be signed, seen by a server at this origin.
    pub(crate) fn base_string(&self, origin: &str) -> String {
        let protocol =
            self.parameters.iter().filter(|(name, _)| name != "oauth_signature" && name != "realm");
        let mut pairs: Vec<_> =
            protocol.chain(&self.query).map(|(name, value)| (encoded(name), encoded(value))).collect();
        pairs.sort();
        let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!(
            "{}&{}&{}",
            self.method,
            encoded(&format!("{origin}{}", self.path)),
            encoded(&pairs.join("&"))
        )
    }
}

/// RFC 5849, section 3.6.
pub(crate) fn encoded(text: &str) -> String {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let sign = |byte: u8| match unreserved(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(sign).collect()
}

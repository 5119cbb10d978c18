//! One request as the faces see it: decoded path, query pairs, headers, body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

use super::failure::Failure;
use super::signed::Signed;

/// A decoded request.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) segments: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    /// The address as it came.
    pub(crate) url: &'a Url,
}

/// What the `Authorization` header holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Presented {
    /// No header at all.
    Nothing,
    /// `Basic`, decoded.
    Basic { user: String, secret: String },
    /// `Bearer`.
    Bearer(String),
    /// `OAuth`: a request signed as OAuth 1.0a does.
    Signed(Box<Signed>),
    /// Anything else.
    Unknown,
}

impl<'a> Request<'a> {
    pub(crate) fn new(method: &Method, url: &'a Url, headers: &'a HeaderMap, body: &'a [u8]) -> Self {
        let path = url.path().to_owned();
        let segments = path.split('/').filter(|segment| !segment.is_empty()).map(decode).collect();
        Self {
            method: method.clone(),
            segments,
            query: url.query_pairs().into_owned().collect(),
            headers,
            body,
            url,
            path,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a repeated parameter; a comma separates values as well.
    pub(crate) fn query_all(&self, name: &str) -> Vec<String> {
        let values = self.query.iter().filter(|(key, _)| key == name);
        let parts = values.flat_map(|(_, value)| value.split(','));
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.query(name) == Some("true")
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// A 400 that quotes the parser when it is none.
    pub(crate) fn json(&self) -> Result<Value, Failure> {
        serde_json::from_slice(self.body)
            .map_err(|error| Failure::invalid(format!("Could not parse the request body as JSON: {error}")))
    }

    /// A form body, or a JSON object of strings, as pairs.
    #[allow(dead_code, reason = "for the sandbox of this project's own tests")]
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        if self.header("content-type").is_some_and(|kind| kind.starts_with("application/json")) {
            let object: serde_json::Map<String, Value> =
                serde_json::from_slice(self.body).unwrap_or_default();
            let pairs = object.into_iter();
            return pairs.filter_map(|(key, value)| Some((key, value.as_str()?.to_owned()))).collect();
        }
        url::form_urlencoded::parse(self.body).into_owned().collect()
    }

    pub(crate) fn presented(&self) -> Presented {
        let Some(header) = self.header("authorization") else { return Presented::Nothing };
        if let Some(signed) = Signed::read(header, self.method.as_str(), self.url) {
            return Presented::Signed(Box::new(signed));
        }
        match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Presented::Bearer(token.to_owned())
            }
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("basic") => basic(token),
            _ => Presented::Unknown,
        }
    }
}

fn basic(token: &str) -> Presented {
    let decoded = STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    match decoded.as_deref().and_then(|text| text.split_once(':')) {
        Some((user, secret)) => Presented::Basic { user: user.to_owned(), secret: secret.to_owned() },
        None => Presented::Unknown,
    }
}

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

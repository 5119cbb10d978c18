//! The answer of a token endpoint, read leniently: Atlassian's leaves out `token_type`.

use serde::{Deserialize, Deserializer};

use crate::secret::Secret;

/// What a grant yields.
#[derive(Clone, Debug)]
pub(crate) struct TokenResponse {
    pub(crate) access_token: Secret,
    pub(crate) refresh_token: Option<Secret>,
    /// Of OAuth 1.0a.
    pub(crate) token_secret: Option<Secret>,
    /// Of OAuth 1.0a: what refreshes the token.
    pub(crate) session_handle: Option<Secret>,
    pub(crate) expires_in: Option<i64>,
    pub(crate) scope: Vec<String>,
}

impl TokenResponse {
    /// Reads the answer; nothing if there is no token in it.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let answer: LenientResponse = serde_json::from_slice(body).ok()?;
        let access_token = Secret::new(answer.access_token);
        (!access_token.is_empty()).then_some(Self {
            access_token,
            refresh_token: answer.refresh_token.map(Secret::new).filter(|token| !token.is_empty()),
            token_secret: None,
            session_handle: None,
            expires_in: answer.expires_in.and_then(|seconds| i64::try_from(seconds).ok()),
            scope: answer.scope,
        })
    }
}

/// RFC 6749, section 5.1, with all but the access token optional.
#[derive(Deserialize)]
struct LenientResponse {
    access_token: String,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default, deserialize_with = "scopes")]
    scope: Vec<String>,
}

/// A number, or a number written as text; anything else counts as not given.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let number = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
    Ok(number.or_else(|| value.as_f64().filter(|float| *float >= 0.0).map(|float| float as u64)))
}

/// Text divided by spaces or commas, or a list.
fn scopes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => {
            text.split([' ', ',']).filter(|text| !text.is_empty()).map(str::to_owned).collect()
        }
        serde_json::Value::Array(items) => {
            items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> TokenResponse {
        TokenResponse::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn only_the_access_token_is_needed() {
        let answer = read(r#"{"access_token":"a","token_type":7,"expires_in":null,"refresh_token":""}"#);
        assert_eq!(answer.access_token.expose(), "a");
        assert!(answer.refresh_token.is_none() && answer.expires_in.is_none() && answer.scope.is_empty());
    }

    #[test]
    fn an_answer_without_a_token_is_none() {
        for text in [r#"{"access_token":""}"#, "{}", "[]", "<html>"] {
            assert!(TokenResponse::read(text.as_bytes()).is_none(), "{text}");
        }
    }

    #[test]
    fn lifetimes_and_scopes_are_read_in_every_form_seen() {
        assert_eq!(read(r#"{"access_token":"a","expires_in":"3600"}"#).expires_in, Some(3600));
        assert_eq!(read(r#"{"access_token":"a","expires_in":3600.5}"#).expires_in, Some(3600));
        assert_eq!(read(r#"{"access_token":"a","scope":"x y"}"#).scope, ["x", "y"]);
        assert_eq!(read(r#"{"access_token":"a","scope":["x","y"]}"#).scope, ["x", "y"]);
    }
}

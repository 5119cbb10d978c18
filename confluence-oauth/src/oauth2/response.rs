//! The answer of a token endpoint, read leniently: Atlassian's leaves out `token_type`.

use ::oauth2::basic::BasicTokenType;
use ::oauth2::{AccessToken, RefreshToken, Scope};
use serde::{Deserialize, Deserializer, Serialize};

use std::time::Duration;

use crate::secret::Secret;

/// What a grant yields.
#[derive(Clone, Debug)]
pub(crate) struct TokenResponse {
    pub(crate) access_token: Secret,
    pub(crate) refresh_token: Option<Secret>,
    /// Of OAuth 1.0a.
    pub(crate) token_secret: Option<Secret>,
    /// Of OAuth 1.0a: what renews the token.
    pub(crate) session_handle: Option<Secret>,
    pub(crate) expires_in: Option<i64>,
    pub(crate) scope: Vec<String>,
}

impl From<&LenientResponse> for TokenResponse {
    fn from(answer: &LenientResponse) -> Self {
        let scope = answer.scope.iter().flatten().map(|scope| scope.to_string()).collect();
        Self {
            access_token: Secret::new(answer.access_token.secret()),
            refresh_token: answer.refresh_token.as_ref().map(|token| Secret::new(token.secret())),
            token_secret: None,
            session_handle: None,
            expires_in: answer.expires_in.and_then(|seconds| i64::try_from(seconds).ok()),
            scope,
        }
    }
}

/// RFC 6749, section 5.1, with all but the access token optional.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct LenientResponse {
    access_token: AccessToken,
    #[serde(skip, default = "bearer")]
    token_type: BasicTokenType,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default, deserialize_with = "present")]
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "scopes")]
    scope: Option<Vec<Scope>>,
}

impl ::oauth2::TokenResponse for LenientResponse {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scope.as_ref()
    }
}

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

/// A number, or a number written as text; anything else counts as not given.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let number = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
    Ok(number.or_else(|| value.as_f64().filter(|float| *float >= 0.0).map(|float| float as u64)))
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RefreshToken>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()).map(RefreshToken::new))
}

/// Text divided by spaces or commas, or a list.
fn scopes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Scope>>, D::Error> {
    let scope = |text: &str| Scope::new(text.to_owned());
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => {
            Some(text.split([' ', ',']).filter(|text| !text.is_empty()).map(scope).collect())
        }
        serde_json::Value::Array(items) => {
            Some(items.iter().filter_map(|item| item.as_str().map(scope)).collect())
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> TokenResponse {
        TokenResponse::from(&serde_json::from_str::<LenientResponse>(text).unwrap())
    }

    #[test]
    fn only_the_access_token_is_needed() {
        let answer = read(r#"{"access_token":"a","token_type":7,"expires_in":null,"refresh_token":""}"#);
        assert_eq!(answer.access_token.expose(), "a");
        assert!(answer.refresh_token.is_none() && answer.expires_in.is_none() && answer.scope.is_empty());
    }

    #[test]
    fn lifetimes_and_scopes_are_read_in_every_form_seen() {
        assert_eq!(read(r#"{"access_token":"a","expires_in":"3600"}"#).expires_in, Some(3600));
        assert_eq!(read(r#"{"access_token":"a","expires_in":3600.5}"#).expires_in, Some(3600));
        assert_eq!(read(r#"{"access_token":"a","scope":"x y"}"#).scope, ["x", "y"]);
        assert_eq!(read(r#"{"access_token":"a","scope":["x","y"]}"#).scope, ["x", "y"]);
    }
}

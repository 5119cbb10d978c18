//! Why a token endpoint refused, in words that a person can act on.

use bytes::Bytes;
use http::{HeaderMap, Response, header};
use serde::Deserialize;
use url::Url;

use crate::error::{Error, ErrorKind, ReauthReason};
use crate::exchange::leads_to;
use crate::properties::Deployment;
use crate::provider::origin;
use crate::retry_after::retry_after;
use crate::secret::Secret;

/// `error_description` is for people (RFC 6749, section 5.2) and of any length.
const MAX_DESCRIPTION: usize = 200;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grant {
    Code,
    Refresh,
    ClientCredentials,
}

/// The endpoint that was asked, and the property that names another.
#[derive(Clone, Copy)]
pub(super) struct Endpoint<'a> {
    pub(super) url: &'a Url,
    pub(super) property: &'static str,
}

/// RFC 6749, section 5.2.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    error: Option<String>,
    error_description: Option<String>,
}

/// The error that an answer without a token stands for.
pub(super) fn classify(
    answer: &Response<Bytes>,
    endpoint: Endpoint<'_>,
    grant: Grant,
    deployment: Deployment,
    secrets: &[Secret],
) -> Error {
    let status = answer.status().as_u16();
    let Endpoint { url, property } = endpoint;
    let shown = format!("the token endpoint {}{}", origin(url), url.path());
    let body: Body = serde_json::from_slice(answer.body()).unwrap_or_default();
    let code = body.error.as_deref().map(|text| scrub(text, secrets));
    let said = body.error_description.as_deref().map(|text| scrub(text, secrets)).unwrap_or_default();
    let error = match code.as_deref() {
        Some(code) if matches!(status, 400..=403) && grant == Grant::Refresh && is_dead(code, &said) => {
            let message = format!("the refresh token is no longer valid ({code}{}): log in again", dash(&said));
            Error::new(ErrorKind::ReauthRequired, message).because(reason(&said))
        }
        Some(code) if !is_busy(status) => refused(code, &said, grant, (deployment, property)),
        // It may be a login page of the network, and the tokens are kept as with everything that passes.
        _ if answer.status().is_success() && is_page(answer.headers()) => Error::transient(format!(
            "{shown} answered without a token, but with a web page (HTTP {status}): {property} names another URL; or a \
             login page or a proxy stands before it"
        ))
        .on_property(property),
        _ if is_busy(status) || answer.status().is_success() || answer.status().is_server_error() => {
            let what =
                if answer.status().is_success() { "answered without a token" } else { "is not available" };
            Error::transient(format!("{shown} {what} (HTTP {status})"))
                .after(retry_after(answer.headers()))
        }
        _ => {
            let leads = leads_to(answer);
            let message = format!(
                "{shown} answered HTTP {status}{leads} and no reason; is its URL right? {property} names another"
            );
            Error::new(ErrorKind::TokenEndpoint, message).on_property(property)
        }
    };
    error.answered(answer.status(), code)
}

fn is_page(headers: &HeaderMap) -> bool {
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    declared.is_some_and(|declared| declared.to_ascii_lowercase().contains("html"))
}

/// 408 and 425 ask for the same again (RFC 9110, section 15.5.9; RFC 8470), 429 for the same later (RFC 6585).
fn is_busy(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..)
}

/// `invalid_grant` of RFC 6749, section 5.2; Cloud has been seen to say `unauthorized_client` of a refresh token.
fn is_dead(code: &str, said: &str) -> bool {
    code == "invalid_grant" || (code == "unauthorized_client" && said.contains("refresh_token"))
}

fn reason(said: &str) -> ReauthReason {
    let said = said.to_ascii_lowercase();
    if said.contains("inactiv") {
        ReauthReason::Inactive
    } else if said.contains("absolute") || said.contains("lifetime") {
        ReauthReason::Absolute
    } else if ["reuse", "revoked", "invalid", "unknown"].iter().any(|word| said.contains(word)) {
        ReauthReason::ReusedOrRevoked
    } else {
        ReauthReason::Unknown
    }
}

fn refused(
    code: &str,
    said: &str,
    grant: Grant,
    (deployment, endpoint): (Deployment, &'static str),
) -> Error {
    let (property, advice) = match (code, grant) {
        ("invalid_client", _) => {
            ("OAuthClientSecret", "OAuthClientId or OAuthClientSecret is not what the application has")
        }
        // RFC 6749, section 5.2: who asks is known, and may not ask in this way.
        ("unauthorized_client", Grant::ClientCredentials) => (
            "OAuthGrantType",
            "the application is known and may not use OAuthGrantType=CLIENT: use CODE, with which a user logs in, or give \
             the credentials of a service account",
        ),
        ("unauthorized_client", _) => (
            "OAuthClientId",
            "the application is known and may not log users in: enable that where it is registered, or use \
             OAuthGrantType=CLIENT if these are the credentials of a service account",
        ),
        ("invalid_grant", Grant::ClientCredentials) => (
            "OAuthClientSecret",
            "OAuthClientId and OAuthClientSecret are not those of a service account, or they expired or were revoked",
        ),
        ("invalid_grant", Grant::Code) if deployment == Deployment::DataCenter => (
            "OAuthVerifier",
            "the code was used before, or is older than the 10 seconds that Data Center gives it by default: log in \
             again and paste it at once, or ask the administrator to raise max.client.delay.seconds",
        ),
        ("invalid_grant", _) => (
            "OAuthVerifier",
            "the code is wrong, too old or was used before, or CallbackURL differs: log in again",
        ),
        ("invalid_scope", _) => ("Scope", "the application may not ask for one of the scopes"),
        // Cloud answers a wrong secret so, by public reports; RFC 6749 has it for the authorization endpoint alone.
        ("access_denied", _) => {
            ("OAuthClientSecret", "OAuthClientId or OAuthClientSecret is not what the application has")
        }
        _ => (endpoint, "the token endpoint refused"),
    };
    let message = format!("{advice} ({code}{})", dash(said));
    Error::new(ErrorKind::TokenEndpoint, message).on_property(property)
}

fn dash(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(": {said}") }
}

/// Text of the service on one short line, without any secret that it repeats.
fn scrub(text: &str, secrets: &[Secret]) -> String {
    let mut text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    for secret in secrets {
        text = text.replace(secret.expose(), "***");
    }
    text.chars().take(MAX_DESCRIPTION).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn classified(status: u16, body: &str, grant: Grant) -> Error {
        let answer = Response::builder().status(status).header("retry-after", "7");
        let answer = answer.body(Bytes::from(body.to_owned())).unwrap();
        let url = Url::parse("https://id.example.com/token").unwrap();
        let endpoint = Endpoint { url: &url, property: "OAuthAccessTokenURL" };
        classify(&answer, endpoint, grant, Deployment::DataCenter, &[Secret::new("canary")])
    }

    #[test]
    fn a_dead_grant_is_told_from_a_busy_service() {
        for (status, body) in [
            (400, r#"{"error":"invalid_grant"}"#),
            (403, r#"{"error":"invalid_grant","error_description":"Unknown or invalid refresh token."}"#),
            (403, r#"{"error":"unauthorized_client","error_description":"refresh_token is invalid"}"#),
        ] {
            assert_eq!(classified(status, body, Grant::Refresh).kind(), ErrorKind::ReauthRequired, "{body}");
        }
        for (status, body) in
            [(429, r#"{"code":429}"#), (503, "<html>"), (200, "<html>"), (500, r#"{"error":"x"}"#)]
        {
            let error = classified(status, body, Grant::Refresh);
            assert!(error.is_transient(), "{status}");
            assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
        }
    }

    #[test]
    fn what_is_no_token_endpoint_names_its_property_and_where_it_leads() {
        let url = Url::parse("https://id.example.com/token").unwrap();
        let endpoint = Endpoint { url: &url, property: "OAuthRefreshTokenURL" };
        let page =
            Response::builder().header("content-type", "text/html").body(Bytes::from("<html>")).unwrap();
        let page = classify(&page, endpoint, Grant::Refresh, Deployment::Cloud, &[]);
        assert!(page.is_transient() && page.property() == Some("OAuthRefreshTokenURL"), "{page}");
        let moved =
            Response::builder().status(302).header("location", "https://sso.example.com/x?token=canary");
        let moved = moved.body(Bytes::new()).unwrap();
        let moved = classify(&moved, endpoint, Grant::Refresh, Deployment::Cloud, &[]);
        assert_eq!(
            (moved.kind(), moved.property()),
            (ErrorKind::TokenEndpoint, Some("OAuthRefreshTokenURL"))
        );
        let said = moved.to_string();
        assert!(said.contains("leads to https://sso.example.com/x,") && !said.contains("canary"), "{said}");
    }

    #[test]
    fn a_wrong_secret_and_a_late_code_say_what_to_change() {
        let error = classified(401, r#"{"error":"invalid_client"}"#, Grant::Refresh);
        assert_eq!((error.kind(), error.code()), (ErrorKind::TokenEndpoint, Some("invalid_client")));
        assert!(error.to_string().contains("OAuthClientSecret"));
        let late = classified(400, r#"{"error":"invalid_grant"}"#, Grant::Code).to_string();
        assert!(late.contains("10 seconds"), "{late}");
    }

    #[test]
    fn a_service_account_has_no_code_that_could_be_wrong() {
        let error = classified(400, r#"{"error":"invalid_grant"}"#, Grant::ClientCredentials);
        assert_eq!(error.property(), Some("OAuthClientSecret"));
        let said = error.to_string();
        assert!(
            said.contains("OAuthClientId") && !said.contains("code is") && !said.contains("log in"),
            "{said}"
        );
    }

    #[test]
    fn an_application_that_may_not_ask_so_has_no_wrong_secret() {
        for (grant, property) in [
            (Grant::ClientCredentials, "OAuthGrantType"),
            (Grant::Code, "OAuthClientId"),
            (Grant::Refresh, "OAuthClientId"),
        ] {
            let error = classified(400, r#"{"error":"unauthorized_client"}"#, grant);
            assert_eq!((error.kind(), error.property()), (ErrorKind::TokenEndpoint, Some(property)));
            assert!(!error.to_string().contains("Secret"), "{error}");
        }
    }

    #[test]
    fn the_service_cannot_make_us_repeat_a_secret() {
        let body = r#"{"error":"canary","error_description":"bad canary\n"}"#;
        let error = classified(400, body, Grant::Code);
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
}

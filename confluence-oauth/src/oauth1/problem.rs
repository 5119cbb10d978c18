//! `oauth_problem`: what a provider says when it refuses.

use bytes::Bytes;
use http::{Response, header};
use url::form_urlencoded;

use crate::error::{Error, ErrorKind};

const MAX_CODE: usize = 60;

/// The error that a refusal stands for, in words that a person can act on.
pub(super) fn classify(answer: &Response<Bytes>) -> Error {
    let status = answer.status().as_u16();
    let Some(problem) = problem(answer) else {
        return unexplained(status);
    };
    let (kind, property, advice) = match problem.as_str() {
        "consumer_key_unknown" | "consumer_key_rejected" => {
            (ErrorKind::OAuth1, "OAuthClientId", "no application link has this consumer key")
        }
        "signature_invalid" => (
            ErrorKind::OAuth1,
            "CertificateStore",
            "the public key of the application link does not belong to this private key, or URL differs from the base \
             URL that the server knows itself by",
        ),
        "timestamp_refused" => {
            (ErrorKind::ClockSkew, "URL", "the clocks of this machine and the server differ: set them by NTP")
        }
        "token_expired" | "token_rejected" | "token_revoked" | "permission_denied" | "session_expired" => {
            (ErrorKind::ReauthRequired, "OAuthAccessToken", "the token was refused: log in again")
        }
        "permission_unknown" => {
            (ErrorKind::ConsentDenied, "OAuthVerifier", "the user has not allowed access")
        }
        "nonce_used" => (ErrorKind::Transient, "URL", "the server has seen this request already: try again"),
        _ => (ErrorKind::OAuth1, "URL", "the server refused"),
    };
    Error::new(kind, format!("{property}: {advice} ({problem})"))
        .on_property(property)
        .answered(status, Some(problem))
}

fn unexplained(status: u16) -> Error {
    let message = format!("the OAuth 1.0a provider answered HTTP {status} and no reason");
    let kind = if status >= 500 || status == 429 { ErrorKind::Transient } else { ErrorKind::OAuth1 };
    Error::new(kind, message).answered(status, None)
}

/// Read from the body, a form, or from the challenge in the header.
fn problem(answer: &Response<Bytes>) -> Option<String> {
    let body = form_urlencoded::parse(answer.body()).find(|(name, _)| name == "oauth_problem");
    let found = body.map(|(_, value)| value.into_owned()).or_else(|| {
        let challenge = answer.headers().get(header::WWW_AUTHENTICATE)?.to_str().ok()?;
        let (_, after) = challenge.split_once("oauth_problem=\"")?;
        Some(after.split('"').next()?.to_owned())
    });
    // A word of the protocol; anything else may be an echo of what was sent.
    found.filter(|word| word.len() <= MAX_CODE && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(challenge: &str, body: &str) -> Response<Bytes> {
        let answer = Response::builder().status(401).header("www-authenticate", challenge);
        answer.body(Bytes::from(body.to_owned())).unwrap()
    }

    #[test]
    fn problems_are_read_from_body_and_header() {
        let error = classify(&answer("", "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1-2"));
        assert_eq!((error.kind(), error.code()), (ErrorKind::ClockSkew, Some("timestamp_refused")));
        let error = classify(&answer("OAuth realm=\"x\", oauth_problem=\"consumer_key_unknown\"", "<html>"));
        assert_eq!((error.kind(), error.property()), (ErrorKind::OAuth1, Some("OAuthClientId")));
        assert_eq!(classify(&answer("", "oauth_problem=token_expired")).kind(), ErrorKind::ReauthRequired);
    }

    #[test]
    fn what_is_no_word_of_the_protocol_is_not_repeated() {
        let error = classify(&answer("", "oauth_problem=Canary%20Token"));
        assert_eq!((error.kind(), error.code()), (ErrorKind::OAuth1, None));
    }
}

//! `oauth_problem`: what a provider says when it refuses.

use bytes::Bytes;
use http::{Response, header};
use percent_encoding::percent_decode_str;
use url::form_urlencoded;

use crate::error::{Error, ErrorKind};
use crate::exchange::leads_to;

const MAX_CODE: usize = 60;
const MAX_BASE_STRING: usize = 4096;

/// How the reason of a refused signature ends.
pub(crate) const DOCTOR_SHOWS: &str = "; `doctor` shows which";

/// The error that a refusal stands for, in words that a person can act on.
pub(super) fn classify(answer: &Response<Bytes>) -> Error {
    let Some(problem) = problem(answer) else {
        return unexplained(answer);
    };
    let (kind, property, advice) = cause(&problem);
    Error::new(kind, format!("{property}: {advice} ({problem})"))
        .on_property(property)
        .answered(answer.status(), Some(problem))
}

/// What the words of the protocol come from, and whose move it is.
fn cause(problem: &str) -> (ErrorKind, &'static str, &'static str) {
    use ErrorKind::{ClockSkew, ConsentDenied, OAuth1, ReauthRequired, Transient};

    match problem {
        "consumer_key_unknown" => (OAuth1, "OAuthClientId", "no application link has this consumer key"),
        "consumer_key_rejected" | "consumer_key_refused" => {
            (OAuth1, "OAuthClientId", "the application link of this consumer key does not let it in")
        }
        "signature_invalid" => (
            OAuth1,
            "CertificateStore",
            "the public key of the application link does not belong to this private key, or URL differs from the base \
             URL that the server knows itself by; `doctor` shows which",
        ),
        "signature_method_rejected" => (
            OAuth1,
            "OAuthVersion",
            "the server takes no RSA-SHA1 from this consumer: give its link a public key",
        ),
        "timestamp_refused" => {
            (ClockSkew, "URL", "the clocks of this machine and the server differ: set them by NTP")
        }
        "token_used" => {
            (ReauthRequired, "OAuthVerifier", "the verifier was exchanged already: begin the login again")
        }
        "token_expired" | "token_rejected" | "token_revoked" | "session_expired" => {
            (ReauthRequired, "OAuthAccessToken", "the token was refused: log in again")
        }
        "verifier_invalid" => {
            (OAuth1, "OAuthVerifier", "it is not the one that the server gave: copy it again")
        }
        "permission_unknown" => (ConsentDenied, "OAuthVerifier", "the user has not allowed access yet"),
        "permission_denied" | "user_refused" => {
            (ConsentDenied, "OAuthVerifier", "the user did not allow access")
        }
        "nonce_used" => (Transient, "URL", "the server has seen this request already: try again"),
        _ => (OAuth1, "URL", "the server refused"),
    }
}

/// The same where a verifier was exchanged: there is no access token yet that could be refused, and the server says
/// `token_rejected` of a verifier that is not the one it gave. The login goes on with the right one.
pub(super) fn of_verifier(error: Error) -> Error {
    if error.code() != Some("token_rejected") {
        return error;
    }
    let message = "OAuthVerifier: it is not the code that the page shows, or the login was begun too long ago: copy the \
                   code again, or begin the login again (token_rejected)";
    Error::new(ErrorKind::OAuth1, message)
        .on_property("OAuthVerifier")
        .answered(error.status_code(), error.code().map(str::to_owned))
}

/// What the server would have signed, if its refusal says so. It is shown to people, and so kept to what belongs there.
pub(super) fn base_string(answer: &Response<Bytes>) -> Option<String> {
    let found = parameter(answer, "oauth_signature_base_string")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%&".contains(&byte);
    (found.len() <= MAX_BASE_STRING && found.bytes().all(plain)).then_some(found)
}

fn unexplained(answer: &Response<Bytes>) -> Error {
    let status = answer.status().as_u16();
    let message = format!("the OAuth 1.0a provider answered HTTP {status}{} and no reason", leads_to(answer));
    let kind = if status >= 500 || status == 429 { ErrorKind::Transient } else { ErrorKind::OAuth1 };
    Error::new(kind, message).answered(answer.status(), None)
}

fn problem(answer: &Response<Bytes>) -> Option<String> {
    // A word of the protocol; anything else may be an echo of what was sent.
    parameter(answer, "oauth_problem")
        .filter(|word| word.len() <= MAX_CODE && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
}

/// Read from the body, a form, or from the challenge in the header.
fn parameter(answer: &Response<Bytes>, name: &str) -> Option<String> {
    let body = form_urlencoded::parse(answer.body()).find(|(found, _)| found == name);
    body.map(|(_, value)| value.into_owned()).or_else(|| {
        let challenge = answer.headers().get(header::WWW_AUTHENTICATE)?.to_str().ok()?;
        let (_, after) = challenge.split_once(&format!("{name}=\""))?;
        let value = percent_decode_str(after.split('"').next()?).decode_utf8().ok()?;
        Some(value.into_owned())
    })
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
    fn a_wrong_verifier_is_no_refused_token() {
        let error = classify(&answer("", "oauth_problem=token_rejected"));
        assert_eq!((error.kind(), error.property()), (ErrorKind::ReauthRequired, Some("OAuthAccessToken")));
        let error = of_verifier(error);
        assert!(cause("signature_invalid").2.ends_with(DOCTOR_SHOWS));
        assert_eq!((error.kind(), error.property()), (ErrorKind::OAuth1, Some("OAuthVerifier")));
        assert_eq!(
            (error.status_code(), error.code()),
            (Some(http::StatusCode::UNAUTHORIZED), Some("token_rejected"))
        );
        let other = of_verifier(classify(&answer("", "oauth_problem=token_used")));
        assert_eq!(other.code(), Some("token_used"));
    }

    #[test]
    fn what_is_no_word_of_the_protocol_is_not_repeated() {
        let error = classify(&answer("", "oauth_problem=Canary%20Token"));
        assert_eq!((error.kind(), error.code()), (ErrorKind::OAuth1, None));
    }
}

//! What the headers of a refusal say of the credential: the challenges of RFC 9110, section 11.6.1, and Data Center's own.

use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;

use super::obstacle::reasons;

/// The longest word or sentence of a header that is repeated.
const LONGEST: usize = 200;

/// The word with which a provider of OAuth 1.0a refuses a signed request.
pub(super) fn oauth_problem(headers: &HeaderMap) -> Option<&str> {
    let challenge = headers.get(WWW_AUTHENTICATE)?.to_str().ok()?;
    let (_, after) = challenge.split_once("oauth_problem=")?;
    let word = after.trim_start_matches(['"', '\'']);
    let end = word.find(|letter: char| !letter.is_ascii_lowercase() && letter != '_').unwrap_or(word.len());
    word.get(..end).filter(|word| !word.is_empty())
}

/// What else they say of the credential, a sentence each.
pub(super) fn facts(headers: &HeaderMap) -> Vec<String> {
    let mut facts = Vec::new();
    if reasons(headers).any(|reason| reason.contains("AUTHENTICATED_FAILED")) {
        facts.push("the site knows no such user, or the password is wrong (AUTHENTICATED_FAILED)".to_owned());
    }
    // Of the gateway of Cloud.
    let category = headers.get("x-failure-category").and_then(|value| value.to_str().ok());
    let is_word = |word: &&str| {
        word.len() <= LONGEST && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    facts.extend(category.filter(is_word).map(|category| format!("X-Failure-Category: {category}")));
    let challenges = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    let challenges: Vec<&str> = challenges.map(str::trim).collect();
    // RFC 6750, section 3.
    facts.extend(challenges.iter().find_map(|challenge| quoted(challenge, "error_description")));
    let foreign = |challenge: &&str| {
        ["negotiate", "ntlm"].iter().any(|scheme| challenge.to_ascii_lowercase().starts_with(scheme))
    };
    if !challenges.is_empty() && challenges.iter().all(foreign) {
        facts.push(
            "what answers asks for a login of the company's network (Negotiate or NTLM), which is not supported here: its \
             administrator lets requests with a credential of Confluence through"
                .to_owned(),
        );
    }
    facts
}

/// The text of a parameter in quotes.
fn quoted(challenge: &str, name: &str) -> Option<String> {
    let (_, after) = challenge.split_once(&format!("{name}=\""))?;
    let text: String =
        after.split('"').next()?.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &'static str, values: &[&'static str]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, http::HeaderValue::from_static(value));
        }
        facts(&headers)
    }

    #[test]
    fn a_header_tells_why_the_credential_was_refused() {
        assert!(of("x-seraph-loginreason", &["AUTHENTICATED_FAILED"]).concat().contains("password is wrong"));
        let bearer =
            r#"Bearer realm="x", error="invalid_token", error_description="The access token expired""#;
        assert_eq!(of("www-authenticate", &[bearer]), ["The access token expired"]);
        assert!(of("www-authenticate", &["Negotiate", "NTLM"]).concat().contains("company's network"));
        // Who takes something else too is asked by that.
        assert_eq!(of("www-authenticate", &["Negotiate", "Basic realm=\"x\""]), Vec::<String>::new());
        assert_eq!(of("www-authenticate", &["OAuth realm=\"https%3A%2F%2Fx\""]), Vec::<String>::new());
    }
}

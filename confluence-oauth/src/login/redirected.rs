//! Where the browser was sent: RFC 6749, sections 4.1.2 and 4.1.2.1.

use url::form_urlencoded;

use super::no_such_attempt;
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;
use crate::store::Pending;

const MAX_TEXT: usize = 200;

/// What the URL that the browser was sent to carries.
#[derive(Debug, Default)]
pub(crate) struct Redirected {
    state: Option<Secret>,
    code: Option<Secret>,
    error: Option<String>,
    description: Option<String>,
    /// Only a code, as people copy it.
    bare: bool,
}

impl Redirected {
    /// Reads the query of a redirect. A parameter that comes twice counts as none: RFC 6749, section 3.1.
    pub(crate) fn query(query: &str) -> Self {
        let one = |name: &str| {
            let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
            found.next().filter(|_| found.next().is_none()).map(|(_, value)| value.into_owned())
        };
        let verifier = one("oauth_verifier");
        Self {
            // OAuth 1.0a has the temporary token in place of the state: RFC 5849, section 2.2.
            state: one("state").or_else(|| one("oauth_token")).map(Secret::new),
            error: one("error").map(shown).or_else(|| (verifier.as_deref() == Some("denied")).then(denied)),
            code: one("code").or(verifier).filter(|code| !code.is_empty()).map(Secret::new),
            description: one("error_description").map(shown),
            bare: false,
        }
    }

    /// Reads the URL that a browser was sent to, or its query: as [`pasted`](Self::pasted), but a code alone, which does not show
    /// the login that it is of, is none.
    pub(crate) fn of_browser(text: &str) -> Self {
        Self::query(query_of(text.trim()))
    }

    /// Reads what a person pasted: the whole URL, its query, or the code alone.
    pub(crate) fn pasted(text: &str) -> Result<Self> {
        let text = text.trim();
        let address = text.contains("://")
            || text.starts_with('?')
            || text.contains("code=")
            || text.contains("error=")
            || text.contains("oauth_verifier=");
        if address {
            let query = query_of(text);
            if query.contains("response_type=") {
                let why =
                    "this is the URL to log in at: open it in a browser, and give the URL at which that ends";
                return Err(Error::config("OAuthVerifier", why));
            }
            return if query.contains('&') { Ok(Self::query(query)) } else { Err(cut_off(query)) };
        }
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            let why = "must be the URL that the browser was sent to, or the code in it";
            return Err(Error::config("OAuthVerifier", why));
        }
        // As the commands have it that are shown.
        if matches!(text, "REDIRECT_URL" | "ADDRESS" | "CODE" | "ANSWER" | "URL") {
            let why = format!(
                "{text} stands for what the browser shows: give the URL that it ends at, or the code in it"
            );
            return Err(Error::config("OAuthVerifier", why));
        }
        Ok(Self { code: Some(Secret::new(text)), bare: true, ..Self::default() })
    }

    /// Whether this answers the login with this state.
    pub(crate) fn answers(&self, state: &Secret) -> bool {
        self.state.as_ref().is_some_and(|given| state.matches(given.expose()))
    }

    /// Whether it is a code alone, which does not tell of which login.
    pub(crate) fn is_bare(&self) -> bool {
        self.bare
    }

    /// Whether the service, or the user, said no.
    pub(crate) fn is_refusal(&self) -> bool {
        self.error.is_some()
    }

    /// The code, and the login that it answers. The state is looked at before anything else; a code that was
    /// copied alone answers the latest login.
    pub(crate) fn accept(self, pending: &[Pending]) -> Result<(Secret, Option<Pending>)> {
        self.accept_beside(None, pending)
    }

    /// The same where a login was begun elsewhere, by what it is known: a code that was copied alone is its.
    pub(crate) fn accept_beside(
        self,
        elsewhere: Option<&Secret>,
        pending: &[Pending],
    ) -> Result<(Secret, Option<Pending>)> {
        let is_of_elsewhere = elsewhere.is_some_and(|token| self.bare || self.answers(token));
        let attempt = match self.bare {
            _ if is_of_elsewhere => None,
            true => pending.last(),
            false => pending.iter().find(|one| self.answers(&one.state)),
        };
        if attempt.is_none() && !self.bare && !is_of_elsewhere {
            return Err(no_such_attempt());
        }
        if let Some(error) = self.error {
            return Err(refused(error, self.description));
        }
        let without =
            || Error::new(ErrorKind::StateMismatch, "the URL that the browser was sent to has no code");
        Ok((self.code.ok_or_else(without)?, attempt.cloned()))
    }
}

/// The query of a URL, or what is one already: a value may hold a `?`.
fn query_of(text: &str) -> &str {
    let query = match text.split_once('?') {
        Some((before, query)) if before.contains("://") || !before.contains('=') => query,
        _ => text,
    };
    query.split_once('#').map_or(query, |(query, _)| query)
}

/// Every answer of a login has two parameters at least.
fn cut_off(query: &str) -> Error {
    let why = match query.contains('=') {
        true => {
            "the URL is cut off: give the whole of it. In a shell it stands in quotes, since a command ends at a `&` \
             there: --verifier \"REDIRECT_URL\""
        }
        false => "this URL answers no login: copy the one that the browser ends at after the login",
    };
    Error::new(ErrorKind::StateMismatch, why)
}

fn refused(error: String, description: Option<String>) -> Error {
    let said =
        description.filter(|text| !text.is_empty()).map(|text| format!(": {text}")).unwrap_or_default();
    let (kind, what) = match error.as_str() {
        "access_denied" => (ErrorKind::ConsentDenied, "access was not granted"),
        _ => (ErrorKind::TokenEndpoint, "the login was refused"),
    };
    Error::new(kind, format!("{what} ({error}{said})")).with_code(error)
}

fn denied() -> String {
    "access_denied".to_owned()
}

fn shown(text: String) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending(state: &str) -> Pending {
        Pending {
            started_at_ms: 0,
            state: Secret::new(state),
            code_verifier: None,
            redirect_uri: state.into(),
            authorization_url: String::new(),
            note: None,
        }
    }

    fn accept(text: &str) -> Result<(String, Option<String>)> {
        let (code, attempt) = Redirected::pasted(text)?.accept(&[pending("one"), pending("two")])?;
        Ok((code.expose().to_owned(), attempt.map(|attempt| attempt.redirect_uri)))
    }

    #[test]
    fn an_address_a_query_and_a_code_are_all_understood() {
        let expected = ("c+d".to_owned(), Some("one".to_owned()));
        for text in [
            "http://localhost:33333/?code=c%2Bd&state=one#x",
            "?state=one&code=c%2Bd",
            " code=c%2Bd&state=one\n",
        ] {
            assert_eq!(accept(text).unwrap(), expected, "{text}");
        }
        assert_eq!(accept("abc").unwrap(), ("abc".to_owned(), Some("two".to_owned())));
    }

    #[test]
    fn a_login_that_was_begun_elsewhere_is_known_by_its_own_token() {
        let token = Secret::new("elsewhere");
        let accept = |text: &str| {
            let answer = Redirected::pasted(text).unwrap();
            let (code, attempt) = answer.accept_beside(Some(&token), &[pending("one")])?;
            Ok::<_, Error>((code.expose().to_owned(), attempt.map(|attempt| attempt.redirect_uri)))
        };
        for own in ["v", "http://x/?oauth_token=elsewhere&oauth_verifier=v"] {
            assert_eq!(accept(own).unwrap(), ("v".to_owned(), None), "{own}");
        }
        let ours = accept("http://x/?oauth_token=one&oauth_verifier=v").unwrap();
        assert_eq!(ours, ("v".to_owned(), Some("one".to_owned())));
        let stray = accept("http://x/?oauth_token=two&oauth_verifier=v").unwrap_err();
        assert_eq!(stray.kind(), ErrorKind::StateMismatch);
    }

    #[test]
    fn a_browser_brings_a_url_or_its_query_and_never_a_code_alone() {
        for text in [
            "http://localhost:33333/?code=c%2Bd&state=one#x",
            "?state=one&code=c%2Bd",
            "code=c%2Bd&state=one",
        ] {
            let (code, _) = Redirected::of_browser(text).accept(&[pending("one")]).unwrap();
            assert_eq!(code.expose(), "c+d", "{text}");
        }
        let (code, _) = Redirected::of_browser("code=c?d&state=one").accept(&[pending("one")]).unwrap();
        assert_eq!(code.expose(), "c?d");
        for text in ["c", "?c", "http://localhost:33333/?code=c"] {
            let error = Redirected::of_browser(text).accept(&[pending("one")]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::StateMismatch, "{text}");
        }
    }

    #[test]
    fn the_state_comes_before_everything_else() {
        for text in [
            "http://x/?code=c",
            "http://x/?code=c&state=other",
            "?error=access_denied&state=other",
            "?state=",
        ] {
            assert_eq!(accept(text).unwrap_err().kind(), ErrorKind::StateMismatch, "{text}");
        }
        assert_eq!(accept("?code=c&state=one&state=one").unwrap_err().kind(), ErrorKind::StateMismatch);
    }

    #[test]
    fn an_address_that_a_shell_cut_is_told_so() {
        for text in
            ["http://localhost:33333/?code=c", "http://localhost:33333/?state=one", "?oauth_token=one"]
        {
            let text = if text.starts_with('?') { format!("http://x/{text}") } else { text.to_owned() };
            let error = accept(&text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::StateMismatch);
            assert!(error.to_string().contains("quotes"), "{text}: {error}");
        }
        let to_log_in = accept("https://x/authorize?response_type=code&state=one").unwrap_err().to_string();
        assert!(to_log_in.contains("the URL to log in at"), "{to_log_in}");
        for placeholder in ["REDIRECT_URL", "CODE"] {
            let error = accept(placeholder).unwrap_err().to_string();
            assert!(error.contains("stands for"), "{error}");
        }
        let no_answer = accept("http://localhost:33333/").unwrap_err().to_string();
        assert!(no_answer.contains("answers no login"), "{no_answer}");
        let other = accept("http://x/?code=c&state=other").unwrap_err().to_string();
        assert!(other.contains("belongs to no login"), "{other}");
    }

    #[test]
    fn the_path_of_a_callback_may_hold_an_equals_sign() {
        let (code, _) = accept("https://host/cb/tenant=a?code=c&state=one").unwrap();
        assert_eq!(code, "c");
    }

    #[test]
    fn a_no_is_a_no() {
        let error = accept("?error=access_denied&error_description=User%20did%0Anot&state=one").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConsentDenied);
        assert_eq!(error.to_string(), "access was not granted (access_denied: User didnot)");
    }
}

//! A login under way: what is kept of it in the token store until it ends, so that any replica can go on with it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use confluence_oauth::{Error, PendingLogin, Secret};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// So many wrong codes end the attempt of a browser.
const MAX_WRONG: u8 = 5;
/// What is easily mistaken for something else is not in it.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// What is known of the browser that logs in.
#[derive(Serialize, Deserialize)]
pub(crate) struct Attempt {
    /// Names the attempt in the address that the caller is shown.
    pub(crate) ticket: String,
    /// A digest of what the browser's cookie holds; whichever browser came last.
    browser: Option<String>,
    /// The browser has proved to be the caller's.
    proven: bool,
    /// What the browser shows and the caller's client must say.
    pub(crate) code: Option<String>,
    wrong: u8,
    pub(crate) sign_in: Option<SignIn>,
}

/// A browser on its way to the callers' issuer and back.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SignIn {
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

/// How a code was taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Confirmed {
    Yes,
    Wrong,
    /// No browser waits for one.
    Unasked,
}

impl Attempt {
    pub(crate) fn new() -> Result<Self, Error> {
        Ok(Self { ticket: random()?, browser: None, proven: false, code: None, wrong: 0, sign_in: None })
    }

    /// Reads what is kept with a login.
    pub(crate) fn of(note: Option<&Secret>) -> Option<Self> {
        serde_json::from_str(note?.expose()).ok()
    }

    /// Ties the attempt to a browser; what another one proved before counts no more.
    pub(crate) fn bind(&mut self, cookie: &str, code: Option<String>) {
        self.browser = Some(digest(cookie));
        self.proven = false;
        self.code = code;
        self.sign_in = None;
    }

    pub(crate) fn is_of(&self, cookie: &str) -> bool {
        self.browser.as_ref().is_some_and(|known| same(known, &digest(cookie)))
    }

    pub(crate) fn prove(&mut self) {
        self.proven = true;
        self.code = None;
        self.sign_in = None;
    }

    pub(crate) fn is_proven(&self) -> bool {
        self.proven
    }

    /// Takes the code that the caller says.
    pub(crate) fn confirm(&mut self, said: &str) -> Confirmed {
        let Some(code) = &self.code else { return Confirmed::Unasked };
        let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        if same(&plain(code), &plain(said).to_ascii_uppercase()) {
            self.prove();
            return Confirmed::Yes;
        }
        self.wrong += 1;
        if self.wrong >= MAX_WRONG {
            self.browser = None;
            self.code = None;
            self.wrong = 0;
        }
        Confirmed::Wrong
    }
}

/// Changes what is kept with a login; an attempt that is not there cannot be changed.
pub(crate) async fn change<T>(
    login: &mut PendingLogin,
    how: impl FnOnce(&mut Attempt) -> T + Send,
) -> Result<Option<T>, Error> {
    login
        .annotate(|note| {
            let mut attempt = Attempt::of(note.as_ref())?;
            let result = how(&mut attempt);
            *note = Some(written(&attempt));
            Some(result)
        })
        .await
}

pub(crate) fn written(attempt: &Attempt) -> Secret {
    Secret::new(serde_json::to_string(attempt).unwrap_or_default())
}

/// 256 bits that nobody can guess.
pub(crate) fn random() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| Error::store("the system gives no random numbers"))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// A code for people to carry: 40 bits, in two groups.
pub(crate) fn code() -> Result<String, Error> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|_| Error::store("the system gives no random numbers"))?;
    let letters =
        bytes.map(|byte| char::from(*LETTERS.get(usize::from(byte) % LETTERS.len()).unwrap_or(&b'2')));
    let (one, other) = letters.split_at(4);
    Ok(format!("{}-{}", one.iter().collect::<String>(), other.iter().collect::<String>()))
}

fn digest(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

pub(crate) fn same(one: &str, other: &str) -> bool {
    Secret::new(one).matches(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_forgiven_its_writing_and_not_its_letters() {
        let mut attempt = Attempt::new().unwrap();
        assert_eq!(attempt.confirm("ABCD-EFGH"), Confirmed::Unasked);
        attempt.bind("cookie", Some("ABCD-EFGH".into()));
        assert_eq!(attempt.confirm("ABCD-EFGJ"), Confirmed::Wrong);
        assert!(!attempt.is_proven());
        assert_eq!(attempt.confirm(" abcd efgh "), Confirmed::Yes);
        assert!(attempt.is_proven() && attempt.is_of("cookie") && !attempt.is_of("other"));
    }

    #[test]
    fn guessing_ends_the_attempt_and_another_browser_starts_anew() {
        let mut attempt = Attempt::new().unwrap();
        attempt.bind("victim", Some(code().unwrap()));
        for _ in 0..MAX_WRONG {
            assert_eq!(attempt.confirm("0000-0000"), Confirmed::Wrong);
        }
        assert!(!attempt.is_of("victim"), "the browser that showed the code is out");
        attempt.bind("one", None);
        attempt.prove();
        attempt.bind("other", None);
        assert!(!attempt.is_proven() && !attempt.is_of("one"));
    }

    #[test]
    fn codes_have_40_bits() {
        let code = code().unwrap();
        assert_eq!(code.len(), 9);
        assert!(code.bytes().all(|letter| letter == b'-' || LETTERS.contains(&letter)));
    }
}

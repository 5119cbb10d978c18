//! The state of a browser login: kept with the pending login in the token store, so that any replica can go on with it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use confluence_oauth::{Error, PendingLogin, Secret};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// So many wrong codes unbind the browser: five of 2^40 codes are no chance.
const MAX_WRONG: u8 = 5;
/// Letters of a code: without those that are easily mistaken for another one (RFC 8628, section 6.1).
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The state: which browser logs in, and whether it has proved whose it is.
#[derive(Serialize, Deserialize)]
pub(crate) struct LoginState {
    /// Names the login in the address that the caller is shown.
    pub(crate) ticket: String,
    /// A digest of what the browser's cookie holds; whichever browser came last.
    browser: Option<String>,
    /// The browser has proved to be the caller's.
    proven: bool,
    /// What the browser shows and the caller's client must say.
    pub(crate) code: Option<String>,
    wrong: u8,
    pub(crate) sign_in: Option<SignInState>,
}

/// A browser on its way to the callers' issuer and back.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SignInState {
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

/// What became of a code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CodeCheck {
    Right,
    Wrong,
    /// No browser waits for one.
    NotExpected,
}

impl LoginState {
    pub(crate) fn new() -> Result<Self, Error> {
        Ok(Self { ticket: random()?, browser: None, proven: false, code: None, wrong: 0, sign_in: None })
    }

    /// Reads what is kept with a login.
    pub(crate) fn read(note: Option<&Secret>) -> Option<Self> {
        serde_json::from_str(note?.expose()).ok()
    }

    /// As it is kept.
    pub(crate) fn written(&self) -> Secret {
        Secret::new(serde_json::to_string(self).unwrap_or_default())
    }

    /// Binds the login to a browser; what another one proved before counts no more.
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
    pub(crate) fn confirm(&mut self, said: &str) -> CodeCheck {
        let Some(code) = &self.code else { return CodeCheck::NotExpected };
        let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        if same(&plain(code), &plain(said).to_ascii_uppercase()) {
            self.prove();
            return CodeCheck::Right;
        }
        self.wrong += 1;
        if self.wrong >= MAX_WRONG {
            self.browser = None;
            self.code = None;
            self.wrong = 0;
        }
        CodeCheck::Wrong
    }
}

/// Updates the state under the lease of the store; `None` if there is none.
pub(crate) async fn update<T>(
    login: &mut PendingLogin,
    change: impl FnOnce(&mut LoginState) -> T + Send,
) -> Result<Option<T>, Error> {
    login
        .annotate(|note| {
            let mut state = LoginState::read(note.as_ref())?;
            let result = change(&mut state);
            *note = Some(state.written());
            Some(result)
        })
        .await
}

/// 256 bits that nobody can guess.
pub(crate) fn random() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| Error::store("the system's random number generator failed"))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// A code for people to carry: 40 bits, in two groups.
pub(crate) fn code() -> Result<String, Error> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|_| Error::store("the system's random number generator failed"))?;
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
        let mut state = LoginState::new().unwrap();
        assert_eq!(state.confirm("ABCD-EFGH"), CodeCheck::NotExpected);
        state.bind("cookie", Some("ABCD-EFGH".into()));
        assert_eq!(state.confirm("ABCD-EFGJ"), CodeCheck::Wrong);
        assert!(!state.is_proven());
        assert_eq!(state.confirm(" abcd efgh "), CodeCheck::Right);
        assert!(state.is_proven() && state.is_of("cookie") && !state.is_of("other"));
    }

    #[test]
    fn guessing_unbinds_the_browser_and_another_browser_starts_anew() {
        let mut state = LoginState::new().unwrap();
        state.bind("victim", Some(code().unwrap()));
        for _ in 0..MAX_WRONG {
            assert_eq!(state.confirm("0000-0000"), CodeCheck::Wrong);
        }
        assert!(!state.is_of("victim"), "the browser that showed the code is out");
        state.bind("one", None);
        state.prove();
        state.bind("other", None);
        assert!(!state.is_proven() && !state.is_of("one"));
    }

    #[test]
    fn codes_have_40_bits() {
        let code = code().unwrap();
        assert_eq!(code.len(), 9);
        assert!(code.bytes().all(|letter| letter == b'-' || LETTERS.contains(&letter)));
    }
}

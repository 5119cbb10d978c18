//! The state of a browser login: kept with the pending login in the token store, so that any replica can go on with it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use confluence_oauth::{Error, PendingLogin, Secret};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// So many wrong codes unbind the browser: five of 2^40 codes are no chance.
const MAX_WRONG: u8 = 5;
/// Letters of a code: without those that are easily mistaken for another one (RFC 8628, section 6.1).
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// More than a state has as JSON: growing would leave copies of what was written so far.
const LONGEST: usize = 1_024;

/// The state: which browser logs in, and whether it has proved whose it is.
#[derive(Serialize, Deserialize)]
pub(crate) struct LoginState {
    /// Names the login in the address that the caller is shown.
    pub(crate) ticket: Zeroizing<String>,
    /// A digest of what the browser's cookie holds; whichever browser came last.
    browser: Option<String>,
    /// The browser has proved to be the caller's.
    proven: bool,
    /// What the browser shows and the caller's client must say.
    pub(crate) code: Option<Zeroizing<String>>,
    wrong: u8,
    pub(crate) sign_in: Option<SignInState>,
}

/// A browser on its way to the callers' issuer and back.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SignInState {
    pub(crate) state: Zeroizing<String>,
    pub(crate) nonce: Zeroizing<String>,
    pub(crate) verifier: Zeroizing<String>,
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
        let mut json = Vec::with_capacity(LONGEST);
        // An error leaves what is no state, which is read as none.
        drop(serde_json::to_writer(&mut json, self));
        Secret::new(String::from_utf8(json).unwrap_or_default())
    }

    /// Binds the login to a browser; what another one proved before counts no more.
    pub(crate) fn bind(&mut self, cookie: &str, code: Option<Zeroizing<String>>) {
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
        let plain = |text: &str| -> Zeroizing<String> {
            let letters = text.chars().filter(char::is_ascii_alphanumeric);
            Zeroizing::new(letters.map(|letter| letter.to_ascii_uppercase()).collect())
        };
        if same(&plain(code), &plain(said)) {
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
pub(crate) fn random() -> Result<Zeroizing<String>, Error> {
    let mut bytes = Zeroizing::new([0; 32]);
    fill(&mut *bytes)?;
    Ok(Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(*bytes)))
}

/// A code for people to carry: 40 bits, in two groups.
pub(crate) fn code() -> Result<Zeroizing<String>, Error> {
    let mut bytes = [0; 8];
    fill(&mut bytes)?;
    let letter = |byte: u8| char::from(*LETTERS.get(usize::from(byte) % LETTERS.len()).unwrap_or(&b'2'));
    let [a, b, c, d, e, f, g, h] = bytes.map(letter);
    Ok(Zeroizing::new(format!("{a}{b}{c}{d}-{e}{f}{g}{h}")))
}

fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|_| Error::store("the system's random number generator failed"))
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
        state.bind("cookie", Some(Zeroizing::new("ABCD-EFGH".into())));
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

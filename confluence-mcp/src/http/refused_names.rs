//! Requests that ask by a name that this server does not go by, come from a page that may not ask, or bring another token
//! than the server's own: told to whoever runs it, since callers see the reason nowhere or can change nothing of it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::header::{self, HeaderName};
use http::request::Parts;

use super::response::{HttpResponse, Reason};

/// For so long a name is not told again.
const QUIET: Duration = Duration::from_secs(60);
/// How many names are told in that time: who makes names up does not fill the log.
const MOST: usize = 16;
/// How much of a name is shown.
const SHOWN: usize = 100;

/// What was told lately.
#[derive(Debug, Default)]
pub(crate) struct RefusedNames(Mutex<Vec<(String, Instant)>>);

impl RefusedNames {
    /// Warns of a request that was refused for its `Host` or `Origin`.
    pub(crate) fn tell(&self, head: &Parts) {
        let (host, origin) = (shown(head, &header::HOST), shown(head, &header::ORIGIN));
        if self.is_news(&format!("{host} {origin}"), Instant::now()) {
            tracing::warn!(
                host,
                origin,
                "a request was refused (403): Host or Origin not allowed; add the name with --allow-host or \
                 --public-url, the origin with --allow-origin"
            );
        }
    }

    /// Warns of a request without the token that this server was started with.
    pub(crate) fn tell_of_token(&self, refused: &HttpResponse) {
        let Some(Reason(why)) = refused.extensions().get() else { return };
        if self.is_news(why, Instant::now()) {
            tracing::warn!("a request was refused (401): {why}");
        }
    }

    fn is_news(&self, name: &str, now: Instant) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|(_, at)| now.saturating_duration_since(*at) < QUIET);
        let news = told.len() < MOST && !told.iter().any(|(known, _)| known == name);
        if news {
            told.push((name.to_owned(), now));
        }
        news
    }
}

/// What a header names, as far as it can be a name.
fn shown(head: &Parts, name: &HeaderName) -> String {
    let text = head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let of_name = |letter: &char| letter.is_ascii_alphanumeric() || ".:-_[]/".contains(*letter);
    text.chars().take(SHOWN).map(|letter| if of_name(&letter) { letter } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_once_a_minute_and_made_up_ones_fill_no_log() {
        let (names, now) = (RefusedNames::default(), Instant::now());
        assert!(names.is_news("a", now) && !names.is_news("a", now));
        let told = (0..100).filter(|number| names.is_news(&number.to_string(), now)).count();
        assert_eq!(told, MOST - 1);
        assert!(names.is_news("a", now + QUIET));
    }
}

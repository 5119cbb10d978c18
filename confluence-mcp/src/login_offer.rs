//! The offer of a login: the address for a user's browser, and how to know that the login is done.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use confluence_oauth::{Session, Warning};
use tokio::sync::watch;
use url::Url;

use crate::advice::Failure;

/// How long a call waits for its user to come back from the browser: what stands between a client and this server gives
/// up a request after a minute, as a rule.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(45);
/// The token store is looked into at first this soon and then ever less often: a thousand users may log in at a time.
const FIRST_POLL: Duration = Duration::from_millis(250);
const LAST_POLL: Duration = Duration::from_secs(2);

/// A login that a user can carry out in a browser.
#[derive(Clone)]
pub struct LoginOffer {
    url: Url,
    session: Session,
    steps: String,
    confirmation: Option<Arc<dyn LoginConfirmation>>,
    /// Becomes the reason for which this login failed.
    failing: Option<watch::Receiver<Option<String>>>,
    /// Why the grant that was there is of no use any more.
    ended: Option<String>,
    /// Why the login before this one failed.
    before: Option<String>,
    /// Why no browser of this machine is listened for.
    no_listener: Option<String>,
}

/// Takes the code that shows that the browser which logs in and the client belong to one person.
#[async_trait]
pub(crate) trait LoginConfirmation: Send + Sync {
    /// Whether the browser waits for the code.
    async fn is_needed(&self) -> Result<bool, Failure>;

    async fn confirm(&self, code: &str) -> Result<(), Failure>;
}

impl LoginOffer {
    /// Offers the address; the login is done when the session has a token.
    #[must_use]
    pub fn new(url: Url, session: Session) -> Self {
        let steps = "Ask the user to open the URL and to log in, then call again.".to_owned();
        Self {
            url,
            session,
            steps,
            confirmation: None,
            failing: None,
            ended: None,
            before: None,
            no_listener: None,
        }
    }

    /// What a model should tell its user where the client cannot show an address.
    #[must_use]
    pub fn steps(mut self, steps: impl Into<String>) -> Self {
        self.steps = steps.into();
        self
    }

    /// A login that can fail while somebody waits for it.
    pub(crate) fn failing_by(mut self, failing: watch::Receiver<Option<String>>) -> Self {
        self.failing = Some(failing);
        self
    }

    /// A login that follows one which failed for this reason.
    pub(crate) fn after(mut self, before: Option<String>) -> Self {
        self.before = before;
        self
    }

    /// A login in place of a grant that was refused, for this reason.
    pub(crate) fn replacing(mut self, ended: Option<String>) -> Self {
        self.ended = ended;
        self
    }

    /// A login that this machine does not listen for, and why, where it was meant to.
    pub(crate) fn without_a_listener(mut self, why: Option<String>) -> Self {
        self.no_listener = why;
        self
    }

    /// What a model should tell its user.
    #[cfg(feature = "sql")]
    pub(crate) fn next_steps(&self) -> &str {
        &self.steps
    }

    /// The address that the user opens.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    #[cfg(feature = "http")]
    pub(crate) fn confirmed_by(mut self, confirmation: Arc<dyn LoginConfirmation>) -> Self {
        self.confirmation = Some(confirmation);
        self
    }

    #[cfg(feature = "http")]
    pub(crate) fn confirmation(&self) -> Option<&dyn LoginConfirmation> {
        self.confirmation.as_deref()
    }

    /// What a person should know before they log in.
    pub(crate) fn preface(&self) -> String {
        let ended = self.ended.as_ref().map(|why| format!("The previous login was refused: {why}. "));
        let failed = self.before.as_ref().map(|why| format!("The last login did not succeed: {why}. "));
        let no_listener = self
            .no_listener
            .as_ref()
            .map(|why| format!("This server cannot receive the redirect of a browser: {why}. "));
        [ended, failed, no_listener].into_iter().flatten().collect()
    }

    /// The address in words, for a client that cannot show one.
    pub(crate) fn as_failure(&self) -> Failure {
        let what = match self.preface() {
            preface if preface.is_empty() => String::new(),
            preface => format!("{preface}The user is "),
        };
        let what = format!("{what}not logged in to Confluence; the login is at {}", self.url);
        Failure::new(what, self.steps.clone())
    }

    /// That the login failed which a client was shown by an earlier answer, if it did.
    pub(crate) fn shown_and_failed(&self) -> Option<Failure> {
        self.before.as_deref().map(failed)
    }

    /// Waits for as long as this login has not failed.
    async fn fails(&self) -> Failure {
        if let Some(failing) = &self.failing {
            let mut failing = failing.clone();
            if let Ok(why) = failing.wait_for(Option::is_some).await {
                return failed(why.as_deref().unwrap_or_default());
            }
        }
        // It succeeded, or is not waited for here: then the store tells.
        std::future::pending().await
    }

    /// What comes of a wait for the user, who may be too slow, and whose login may fail.
    async fn within_patience<T>(&self, wait: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let decided = async {
            tokio::select! {
                done = wait => done,
                failure = self.fails() => Err(failure),
            }
        };
        tokio::time::timeout(LOGIN_TIMEOUT, decided).await.map_err(|_| self.as_failure())?
    }

    async fn is_done(&self) -> bool {
        let status = self.session.status().await;
        status.is_ok_and(|status| {
            status.has_access_token
                && !status.warnings.iter().any(|warning| matches!(warning, Warning::GrantEnded { .. }))
        })
    }

    /// Waits until the user has logged in.
    pub(crate) async fn wait(&self) -> Result<(), Failure> {
        let done = async {
            let mut poll = Poll(FIRST_POLL);
            while !self.is_done().await {
                poll.wait().await;
            }
            Ok(())
        };
        self.within_patience(done).await
    }

    /// Waits until the browser shows its code or has no need to.
    pub(crate) async fn needs_code(&self) -> Result<bool, Failure> {
        let Some(confirmation) = &self.confirmation else { return Ok(false) };
        let needed = async {
            let mut poll = Poll(FIRST_POLL);
            loop {
                if self.is_done().await {
                    return Ok(false);
                }
                if confirmation.is_needed().await? {
                    return Ok(true);
                }
                poll.wait().await;
            }
        };
        self.within_patience(needed).await
    }

    pub(crate) async fn confirm(&self, code: &str) -> Result<(), Failure> {
        match &self.confirmation {
            Some(confirmation) => confirmation.confirm(code).await,
            None => Ok(()),
        }
    }
}

impl std::fmt::Debug for LoginOffer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LoginOffer").field("session", &self.session).finish_non_exhaustive()
    }
}

/// That a login failed, and why.
fn failed(why: &str) -> Failure {
    let advice = "Tell the user why. Call again, which begins another login, only if they want that.";
    Failure::new(format!("not logged in to Confluence: the login did not succeed: {why}"), advice)
}

struct Poll(Duration);

impl Poll {
    async fn wait(&mut self) {
        tokio::time::sleep(self.0).await;
        self.0 = (self.0 * 2).min(LAST_POLL);
    }
}

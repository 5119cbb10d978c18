//! The offer of a login: the address for a user's browser, and how to know that the login is done.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use confluence_oauth::{Session, Warning};
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
        let steps = "Ask the user to open the address and to log in, then call again.".to_owned();
        Self { url, session, steps, confirmation: None }
    }

    /// What a model should tell its user where the client cannot show an address.
    #[must_use]
    pub fn steps(mut self, steps: impl Into<String>) -> Self {
        self.steps = steps.into();
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

    /// The address in words, for a client that cannot show one.
    pub(crate) fn told(&self) -> Failure {
        Failure::new(format!("not logged in to Confluence; the login is at {}", self.url), self.steps.clone())
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
        };
        tokio::time::timeout(LOGIN_TIMEOUT, done).await.map_err(|_| self.told())
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
        tokio::time::timeout(LOGIN_TIMEOUT, needed).await.map_err(|_| self.told())?
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

struct Poll(Duration);

impl Poll {
    async fn wait(&mut self) {
        tokio::time::sleep(self.0).await;
        self.0 = (self.0 * 2).min(LAST_POLL);
    }
}

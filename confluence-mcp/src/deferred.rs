//! One person's connection, opened when it is needed, and the login that listens for their browser meanwhile.

use std::sync::Arc;

use async_trait::async_trait;
use confluence_client::connection::Connection;
use confluence_client::{Error, Wiki};
use confluence_oauth::{ErrorKind, ExchangeError, InitiateOAuth, Login, Session};
use rmcp::RoleServer;
use rmcp::service::RequestContext;
use tokio::sync::{Mutex, OnceCell, oneshot, watch};
use tokio::task::JoinHandle;
use url::Url;

use crate::login_offer::LoginOffer;
use crate::wiki_provider::WikiProvider;

/// A connection that is opened when the first tool needs it, so that a server starts without the network.
///
/// With `InitiateOAuth=GETANDREFRESH` and no token it lets its user log in, with a browser on this machine.
///
/// ```
/// use confluence_client::connection::{self, Connection};
/// use confluence_mcp::{Deferred, Server};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let string = connection::parse("URL=https://wiki.example.com;AuthScheme=PAT;PAT=a-token")?;
/// let server = Server::builder(Deferred::new(Connection::new(string)?)).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Deferred {
    connection: Connection,
    opened: OnceCell<Wiki>,
    login: Mutex<Option<Listening>>,
}

/// A login that listens for the browser in the background.
#[derive(Debug)]
struct Listening {
    url: Url,
    task: JoinHandle<()>,
    /// Why it ended without a token.
    failed: watch::Receiver<Option<String>>,
}

/// Where a login can end.
enum Way {
    /// The browser comes back to this machine, where the login is waited for.
    Here { url: Url, failed: watch::Receiver<Option<String>> },
    /// Only with what the user brings; the reason, where a browser here was meant.
    Elsewhere(Option<String>),
}

impl Deferred {
    /// Keeps the connection closed for now.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self { connection, opened: OnceCell::new(), login: Mutex::default() }
    }

    /// A login that somebody waits for, which is begun if there is none; and why the one before it failed, which is told
    /// once.
    async fn listen(&self, session: &Session) -> Result<(Way, Option<String>), Error> {
        let mut login = self.login.lock().await;
        if let Some(Listening { url, failed, .. }) = login.as_ref().filter(|one| !one.task.is_finished()) {
            return Ok((Way::Here { url: url.clone(), failed: failed.clone() }, None));
        }
        let before = login.take().and_then(|ended| ended.failed.borrow().clone());
        if session.callback().loopback_port().is_none() {
            return Ok((Way::Elsewhere(None), before));
        }
        let way = match Listening::begin(session).await {
            Ok(listening) => {
                let way = Way::Here { url: listening.url.clone(), failed: listening.failed.clone() };
                *login = Some(listening);
                way
            }
            // The other way is still there.
            Err(error) if matches!(error.kind(), ErrorKind::CallbackPort | ErrorKind::LoginInProgress) => {
                Way::Elsewhere(Some(error.explained()))
            }
            Err(error) => return Err(error.into()),
        };
        Ok((way, before))
    }
}

impl Listening {
    /// Begins a login, and returns once its address is known.
    async fn begin(session: &Session) -> Result<Self, confluence_oauth::Error> {
        let (shown, url) = oneshot::channel();
        let shown = Arc::new(std::sync::Mutex::new(Some(shown)));
        let (tells, failed) = watch::channel(None);
        let (begun, outcome) = oneshot::channel();
        let session = session.clone();
        let task = tokio::spawn(async move {
            let prompt = move |url: Url| {
                let shown = shown.lock().ok().and_then(|mut shown| shown.take());
                async move {
                    drop(shown.map(|shown| shown.send(url)));
                    Ok::<(), ExchangeError>(())
                }
            };
            match session.login(&prompt).await {
                Ok(_) => tracing::info!("the user has logged in"),
                Err(error) => {
                    tracing::info!(%error, "the login failed");
                    tells.send_replace(Some(error.explained()));
                    // Somebody listens for as long as no address was shown.
                    drop(begun.send(error));
                }
            }
        });
        match url.await {
            Ok(url) => Ok(Self { url, task, failed }),
            Err(_) => Err(outcome
                .await
                .unwrap_or_else(|_| confluence_oauth::Error::transient("the login failed before it began"))),
        }
    }
}

/// Warns of what `BlockedSpaces` names and this account does not see: the name of a space, or a key with a slip, blocks
/// nothing, and nothing else would tell.
async fn look_for_blocked(wiki: Wiki) {
    /// A request for each.
    const MOST: usize = 20;

    // What is blocked cannot be looked for under the policy that blocks it.
    let unbound = Wiki::new(wiki.client().clone());
    for key in wiki.policy().blocked_spaces.iter().take(MOST) {
        let found = unbound.space(key.clone()).await;
        if found.is_err_and(|error| error.kind() == confluence_client::ErrorKind::NotFound) {
            tracing::warn!(
                key = key.as_str(),
                "BlockedSpaces names a key that is not that of any space this account sees, so it blocks nothing; \
                 use the key from the URL of the space, not its name"
            );
        }
    }
}

impl Drop for Deferred {
    fn drop(&mut self) {
        if let Some(listening) = self.login.get_mut().take() {
            listening.task.abort();
        }
    }
}

/// What ends a login for which no browser of this machine comes back.
fn elsewhere(session: &Session) -> String {
    // In the memory of this process a login of another one never arrives.
    if let Err(error) = session.check_login() {
        return format!("no other program can end the login: {error}, and start the server again.");
    }
    let (answer, brought) = match session.callback().is_out_of_band() {
        true => ("CODE", "the code that the page shows"),
        false => ("REDIRECT_URL", "the URL at which the browser ends, in quotes"),
    };
    format!(
        "they run in a terminal, {}, `confluence-mcp login --verifier \"{answer}\"` with {brought}, and with the \
         --profile or --connection that this server has. `confluence-mcp login` does all of it with a browser on this \
         machine.",
        session.how_soon()
    )
}

#[async_trait]
impl WikiProvider for Deferred {
    async fn wiki(&self, _: Option<&str>, _: &RequestContext<RoleServer>) -> Result<Wiki, Error> {
        let open = async || {
            let wiki = self.connection.wiki().await?;
            if !wiki.policy().blocked_spaces.is_empty() {
                tokio::spawn(look_for_blocked(wiki.clone()));
            }
            Ok(wiki)
        };
        self.opened.get_or_try_init(open).await.cloned()
    }

    async fn login(
        &self,
        _: Option<&str>,
        _: &RequestContext<RoleServer>,
    ) -> Result<Option<LoginOffer>, Error> {
        let Some(session) = self.connection.session() else { return Ok(None) };
        if session.initiate() != InitiateOAuth::GetAndRefresh {
            return Ok(None);
        }
        let elsewhere = elsewhere(session);
        let (way, before) = self.listen(session).await?;
        let offer = match way {
            Way::Here { url, failed } => {
                let steps = format!(
                    "Ask the user to open the URL in a browser on this machine, within five minutes, then call \
                     again. With a browser elsewhere {elsewhere}"
                );
                LoginOffer::new(url, session.clone()).steps(steps).failing_by(failed)
            }
            Way::Elsewhere(why) => {
                let url = session.begin_login().await?.authorization_url().clone();
                let steps =
                    format!("Ask the user to open the URL in any browser: {elsewhere} Then call again.");
                LoginOffer::new(url, session.clone()).steps(steps).without_a_listener(why)
            }
        };
        Ok(Some(offer.after(before)))
    }

    async fn finish_login(
        &self,
        _: Option<&str>,
        _: &RequestContext<RoleServer>,
        answer: &str,
    ) -> Result<Option<Login>, Error> {
        let Some(session) = self.connection.session() else { return Ok(None) };
        Ok(Some(session.finish_login(answer).await?))
    }

    fn principal(&self, _: &RequestContext<RoleServer>) -> Option<String> {
        None
    }
}

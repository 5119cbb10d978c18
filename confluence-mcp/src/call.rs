//! One call of a tool: the wiki it is about, and how much may be answered.

mod naming;
mod sites;

pub(crate) use sites::{answering, other_site, site, site_of};

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use confluence_client::ids::ContentId;
use confluence_client::models::ContentStatus;
use confluence_client::wiki::{List, LongTask, Page, Slice, Wiki};
use confluence_client::{Error, ErrorKind};
use futures_util::StreamExt as _;
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::{InputRequiredResult, ProgressNotificationParam};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::advice::{Failure, why};
use crate::call_limit::without_permit;
use crate::confirmation::{Asked, Confirmation, Question};
use crate::cursor::Walk;
use crate::files::Files;
use crate::output::ToolOutput;
use crate::person;
use crate::server::Server;

/// How long a call waits for work of the service: less than the proxies do, which end a request without an answer after
/// 300 seconds.
const MAX_WAIT: Duration = Duration::from_secs(240);

/// What a tool works with.
pub(crate) struct Call<'a> {
    pub(crate) wiki: Wiki,
    called: &'a ToolCallContext<'a, Server>,
    /// The site that answers, where there are several.
    site: Option<String>,
    /// As they were read, so that a refusal names the one at fault.
    arguments: &'a Value,
    /// Whether the tool changes nothing.
    reads: bool,
    /// What the caller is told besides the answer.
    notes: Mutex<Vec<String>>,
    /// The digest of the caller, the site, the tool and its arguments; zero where nobody is asked.
    request_digest: [u8; 32],
    agreed: Mutex<Option<String>>,
    /// Whether anything was sent that may have changed something.
    has_written: Arc<AtomicBool>,
}

impl<'a> Call<'a> {
    /// Finds the wiki of the caller, for a tool that asks its user, or that reads alone. Only who says that it asks may
    /// [`Call::confirm`].
    pub(crate) async fn open(
        called: &'a ToolCallContext<'a, Server>,
        site: Option<&str>,
        arguments: &'a Value,
        (asks, reads): (bool, bool),
    ) -> Result<Self, Failure> {
        let (clients, context) = (called.service.clients(), &called.request_context);
        let request_digest = if asks {
            let principal = clients.principal(context).unwrap_or_default();
            digest([&principal, site.unwrap_or_default(), &called.name], arguments)
        } else {
            [0; 32]
        };
        let has_written = Arc::new(AtomicBool::new(false));
        let wiki = clients.wiki(site, context).await?;
        let wiki = wiki.with_client(|client| client.with_write_mark(Arc::clone(&has_written)));
        Ok(Self {
            wiki,
            called,
            site: answering(called.service, site).map(str::to_owned),
            arguments,
            reads,
            notes: Mutex::default(),
            request_digest,
            agreed: Mutex::default(),
            has_written,
        })
    }

    /// Whether anything was sent so far that may have changed something.
    pub(crate) fn has_written(&self) -> bool {
        self.has_written.load(Ordering::Relaxed)
    }

    /// Tells the caller something besides the answer, once.
    pub(crate) fn note(&self, note: String) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    pub(crate) fn take_notes(&self) -> Vec<String> {
        std::mem::take(&mut *self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Asks the user, unless the server was started to act without; `again` where they agreed to what has become another
    /// thing. What it returns is to be answered as it is.
    pub(crate) async fn confirm(
        &self,
        question: impl Future<Output = Result<Question, Failure>>,
        again: bool,
    ) -> Result<Option<Box<InputRequiredResult>>, Failure> {
        if self.called.service.unattended() {
            return Ok(None);
        }
        let confirmation = Confirmation {
            context: &self.called.request_context,
            seal: self.called.service.seal(),
            used: self.called.service.used_agreements(),
            request_digest: &self.request_digest,
            responses: self.called.input_responses.as_ref(),
            state: self.called.request_state.as_deref(),
            again,
        };
        // What is destroyed on one site may be there on another too.
        let question = async { Ok(question.await?.on_site(self.site.as_deref())) };
        match confirmation.ask(question).await? {
            Asked::Ask(ask) => Ok(Some(ask)),
            Asked::Agreed(of) => {
                *self.agreed.lock().unwrap_or_else(PoisonError::into_inner) = Some(of);
                Ok(None)
            }
        }
    }

    /// What the user agreed to, as [`Question::of`] has it; nothing where nobody was asked.
    pub(crate) fn agreed(&self) -> Option<String> {
        self.agreed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether rows and facts are wanted as a value too.
    pub(crate) fn structured(&self) -> bool {
        self.called.service.structured()
    }

    /// Asks for some rows of a list. The service takes its cursors for any list, so that ours say of which one they are.
    pub(crate) async fn slice<T: Send + 'static>(
        &self,
        list: List<T>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<Slice<T>, Failure> {
        let walk = self.walk();
        let list = list.limit(limit);
        let list = match &cursor {
            Some(cursor) => list.after(walk.own(cursor)?.to_owned()),
            None => list,
        };
        let mut found = list.slice().await.map_err(|error| match &cursor {
            _ if error.operation() == "list" => Failure::cursor(),
            Some(_) => beside_cursor(error),
            None => Failure::from(error),
        })?;
        found.next = found.next.map(|next| walk.cursor(&next));
        Ok(found)
    }

    /// The walk through what the arguments name.
    fn walk(&self) -> Walk {
        Walk::of_call(&self.wiki.site().to_string(), &self.called.name, self.arguments)
    }

    /// Answers with some rows of a list.
    pub(crate) async fn rows<T: Serialize + Send + 'static>(
        &self,
        list: List<T>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<ToolOutput, Failure> {
        Ok(ToolOutput::rows(self.slice(list, limit, cursor).await?))
    }

    /// A page or blog post, or the draft of one that was never published.
    pub(crate) async fn page_or_draft(&self, id: &ContentId) -> Result<Page, Failure> {
        Ok(self.wiki.page_or_draft(id.clone()).await?)
    }

    /// Whether there is a page that is published, and not a draft alone: then it is changed where it is, and nothing is left
    /// to publish or to discard.
    ///
    /// # Errors
    /// It cannot be known. Whoever guessed then would publish or discard what nobody asked for.
    pub(crate) async fn is_published(&self, id: &ContentId) -> Result<bool, Failure> {
        match self.wiki.page(id.clone()).await {
            Ok(page) => Ok(page.status != ContentStatus::Draft),
            // What the policy hides, it lets nobody publish or discard either.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Policy) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The id of a person: given as it is, as `me` for the account that this call acts as, or by name.
    pub(crate) async fn person(&self, named: &str) -> Result<String, Failure> {
        person::id_of(&self.wiki, named).await
    }

    /// The ids of people, as [`Call::person`].
    pub(crate) async fn people(&self, named: Vec<String>) -> Result<Vec<String>, Failure> {
        let mut ids = Vec::with_capacity(named.len());
        for one in named {
            ids.push(self.person(&one).await?);
        }
        Ok(ids)
    }

    /// The text of a page or comment: given, or in a file.
    pub(crate) async fn body(
        &self,
        content: Option<String>,
        body_file: Option<&str>,
    ) -> Result<Option<String>, Failure> {
        match (content, body_file) {
            (Some(_), Some(_)) => Err(Failure::argument("body_file", "give it or `content`, not both")),
            (None, Some(path)) => self.files().read_text("body_file", path).await.map(Some),
            (content, None) => Ok(content),
        }
    }

    /// The folders of this machine that are open to this server.
    pub(crate) fn files(&self) -> &Files {
        self.called.service.files()
    }

    /// Tells how far long work has come, if the client asked to be told: each time further than the last.
    pub(crate) async fn progress(&self, done: u64, of: Option<u64>) {
        let Some(token) = self.called.request_context.meta.get_progress_token() else { return };
        let mut told = ProgressNotificationParam::new(token, precise(done));
        told.total = of.map(precise);
        if let Err(error) = self.called.request_context.peer.notify_progress(told).await {
            tracing::debug!(%error, "the client cannot be sent a progress notification");
        }
    }

    /// Waits until work of the service has ended, and tells how far it has come. What goes on longer, or can no longer be
    /// looked at, was begun all the same: it is answered as far as it is known, with how to `look` what became of it.
    pub(crate) async fn finished(&self, task: LongTask, look: &str) -> Result<LongTask, Failure> {
        let watched = async {
            let (mut now, mut told) = (task.clone(), None);
            let mut looks = self.wiki.progress(task, MAX_WAIT);
            while let Some(seen) = looks.next().await {
                match seen {
                    Ok(seen) => now = seen,
                    Err(error) if error.kind() == ErrorKind::Timeout => {
                        self.note(format!("{}. {look}", error.message().unwrap_or("the work goes on")));
                        break;
                    }
                    // It has ended, and is told as no failure that may have been none.
                    Err(error) => {
                        return Err(Failure::new(
                            format!("the service did not do it: {}", why(&error)),
                            look.to_owned(),
                        ));
                    }
                }
                if !now.finished && told < Some(now.percent) {
                    told = Some(now.percent);
                    self.progress(now.percent.into(), Some(100)).await;
                }
            }
            Ok(now)
        };
        without_permit(&self.called.request_context, watched).await
    }

    /// What reads office files.
    #[cfg(feature = "office")]
    pub(crate) fn office(&self) -> &crate::office::OfficeReader {
        self.called.service.office()
    }

    /// The most bytes of a page's text in one answer.
    pub(crate) fn max_bytes(&self) -> usize {
        self.called.service.max_result_bytes()
    }
}

/// What was refused beside a cursor of ours: the cursor, of which a part was cut off, where the service speaks of it; else
/// what it says, which may be something that has changed since the cursor was given.
fn beside_cursor(error: Error) -> Failure {
    if error.kind() != ErrorKind::Invalid || error.status_code().is_none() {
        return error.into();
    }
    match error.message().is_some_and(|said| said.to_lowercase().contains("cursor")) {
        true => Failure::cursor(),
        false => Failure::from(error).next(
            "Give `cursor` exactly as the answer before has it as `next_cursor`; if it is, begin the list again without it.",
        ),
    }
}

/// Bytes and percents are far below what this rounds.
#[expect(clippy::cast_precision_loss, reason = "a client shows it as a bar")]
fn precise(number: u64) -> f64 {
    number as f64
}

/// The digest to which an agreement of the user is bound. Arguments may be large, so that their digest stands for them.
fn digest(of: [&str; 3], arguments: &Value) -> [u8; 32] {
    struct Written(Sha256);

    impl std::io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let mut written = Written(Sha256::new());
    for part in of {
        written.0.update((part.len() as u64).to_be_bytes());
        written.0.update(part);
    }
    // Nothing in it can fail to be written, and a digest that lacks something fits nothing else.
    drop(serde_json::to_writer(&mut written, arguments));
    written.0.finalize().into()
}

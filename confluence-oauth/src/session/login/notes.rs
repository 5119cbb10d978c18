//! Notes on logins that are under way: a server for many keeps there whose browser it is before it finishes one.

use super::{Login, PendingLogin};
use crate::error::Result;
use crate::login::{Redirected, no_such_attempt};
use crate::secret::Secret;
use crate::session::{LeasedGrant, Session};
use crate::store::Pending;
use crate::task_end::to_its_end;

impl Session {
    /// The logins that were begun and may still be finished, here or in another process, the latest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn pending_logins(&self) -> Result<Vec<PendingLogin>> {
        let record = self.0.store.load(&self.0.key).await?.unwrap_or_default().record;
        let open = record.pending.into_iter().rev().filter(|pending| self.0.may_finish(pending));
        let open = open.filter_map(|pending| {
            let url = url::Url::parse(&pending.authorization_url).ok()?;
            Some(PendingLogin { session: self.clone(), pending, url })
        });
        Ok(open.collect())
    }
}

impl PendingLogin {
    /// What [`annotate`](Self::annotate) left with this login, as it was when it was read.
    #[must_use]
    pub fn note(&self) -> Option<&Secret> {
        self.pending.note.as_ref()
    }

    /// Changes the note that is stored with this login, with nobody else changing it at the same time. `change`
    /// gets the note as it is now.
    ///
    /// # Errors
    /// The store cannot be written, or the login is gone.
    pub async fn annotate<T>(&mut self, change: impl FnOnce(&mut Option<Secret>) -> T + Send) -> Result<T> {
        let mut held = self.session.0.hold().await?;
        let changed = self.annotate_held(&mut held, change).await;
        held.release().await;
        changed
    }

    async fn annotate_held<T>(
        &mut self,
        held: &mut LeasedGrant,
        change: impl FnOnce(&mut Option<Secret>) -> T + Send,
    ) -> Result<T> {
        let pending = held.record.pending.iter_mut().find(|one| self.is(one)).ok_or_else(no_such_attempt)?;
        let before = pending.note.clone();
        let result = change(&mut pending.note);
        self.pending.note.clone_from(&pending.note);
        let same = before.as_ref().map(Secret::expose) == pending.note.as_ref().map(Secret::expose);
        if !same {
            held.publish().await?;
        }
        Ok(result)
    }

    /// As [`finish`](Self::finish), and whatever comes of it, the login cannot be finished again: it leaves the
    /// store before the answer is used. `answer` is the URL that the browser was sent to, or its query. A code alone is
    /// refused: it does not show that it is of this login, which is left as it is.
    ///
    /// # Errors
    /// As of [`finish`](Self::finish); also if the login was finished before.
    pub async fn finish_once(self, answer: &str) -> Result<Login> {
        let answer = Redirected::of_browser(answer);
        let held = self.session.0.hold().await?;
        // Nor does a browser that goes away: the login would be gone, and its code not used.
        to_its_end("the login", async move { self.take_and_finish(held, answer).await }).await
    }

    async fn take_and_finish(self, mut held: LeasedGrant, answer: Redirected) -> Result<Login> {
        let inner = &self.session.0;
        let taken = held.record.pending.iter().position(|one| self.is(one) && inner.may_finish(one));
        let taken = taken.map(|at| held.record.pending.remove(at));
        let accepted = match taken {
            Some(taken) => answer.accept(std::slice::from_ref(&taken)),
            None => Err(no_such_attempt()),
        };
        let saved = match &accepted {
            // A stranger's answer must not end the login of the one who asked for it.
            Err(error) if error.kind() == crate::ErrorKind::StateMismatch => Ok(()),
            _ => held.publish().await,
        };
        match saved.and(accepted) {
            Ok((code, pending)) => Ok(inner.complete(held, code, pending).await?.1),
            Err(error) => {
                held.release().await;
                Err(error)
            }
        }
    }

    fn is(&self, other: &Pending) -> bool {
        self.pending.state.matches(other.state.expose())
    }
}

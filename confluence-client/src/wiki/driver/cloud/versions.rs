//! Versions of Cloud: read by v2, deleted by v1.

use super::pages::person;
use super::place;
use crate::error::Result;
use crate::ids::{BlogPostId, ContentId, PageId};
use crate::models::{ContentType, HistoryEntry};
use crate::v2::versions::BodiedOwner;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::content::Revision;
use crate::wiki::policy::{ClearedRead, ClearedWrite};
use crate::{v1, v2};

pub(in crate::wiki) fn list(backend: &Backend, page: ClearedRead<ContentId>) -> List<Revision> {
    List::later(backend, async move |backend: Backend| {
        let owner: BodiedOwner = match place::kind(&backend, &page).await? {
            ContentType::BlogPost => BlogPostId::from(page.as_str()).into(),
            _ => PageId::from(page.as_str()).into(),
        };
        let ask = v2::versions::of(owner).sort("-modified-date");
        Ok(List::of(&backend, ask, |_, entry: HistoryEntry| Some(revision(entry))))
    })
}

pub(in crate::wiki) async fn delete(
    backend: &Backend,
    page: &ClearedWrite<ContentId>,
    version: u32,
) -> Result<()> {
    backend.client.send(v1::content_versions::delete(page, version)).await
}

fn revision(entry: HistoryEntry) -> Revision {
    Revision {
        number: entry.number.unwrap_or_default(),
        at: entry.created_at,
        by: entry.author_id.map(person),
        message: entry.message.filter(|message| !message.is_empty()),
        minor: entry.minor_edit,
    }
}

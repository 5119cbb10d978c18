//! Labels of Cloud: read by v2, written by v1.

use super::place;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{AttachmentId, BlogPostId, ContentId, PageId, SpaceKey};
use crate::models::v1::NewLabel;
use crate::models::{self, ContentType, LabelPrefix};
use crate::v2::labels::LabelOwner;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::lost_answer::some_were_added;
use crate::wiki::model::labels::Label;
use crate::wiki::policy::{ClearedRead, ClearedWrite};
use crate::{v1, v2};

/// How many labels one request takes.
const BATCH: usize = 20;

pub(in crate::wiki) fn list(backend: &Backend, content: ClearedRead<ContentId>) -> List<Label> {
    List::later(backend, async move |backend: Backend| {
        let owner = owner(&backend, &content).await?;
        Ok(List::of(&backend, v2::labels::of(owner), |_, label| Some(neutral(label))))
    })
}

pub(in crate::wiki) fn of_space(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Label> {
    List::later(backend, async move |backend: Backend| {
        let owner = LabelOwner::from(place::space_id(&backend, &space).await?);
        Ok(List::of(&backend, v2::labels::of(owner), |_, label| Some(neutral(label))))
    })
}

pub(in crate::wiki) async fn add(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    names: Vec<String>,
) -> Result<()> {
    for (batch, some) in names.chunks(BATCH).enumerate() {
        let labels: Vec<NewLabel> = some.iter().map(NewLabel::global).collect();
        let sent = backend.client.send(v1::content_labels::add(content, labels)).await;
        let added = names.get(..batch * BATCH).unwrap_or_default();
        sent.map_err(|error| some_were_added(added.iter().map(String::as_str), error))?;
    }
    Ok(())
}

pub(in crate::wiki) async fn remove(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    name: &str,
) -> Result<()> {
    backend.client.send(v1::content_labels::remove_named(content, name)).await
}

fn neutral(label: models::Label) -> Label {
    Label { name: label.name, prefix: label.prefix.unwrap_or(LabelPrefix::Global) }
}

async fn owner(backend: &Backend, content: &ContentId) -> Result<LabelOwner> {
    owner_of(place::kind(backend, content).await?, content)
}

fn owner_of(kind: ContentType, content: &ContentId) -> Result<LabelOwner> {
    let id = content.as_str();
    match kind {
        ContentType::Page => Ok(PageId::from(id).into()),
        ContentType::BlogPost => Ok(BlogPostId::from(id).into()),
        ContentType::Attachment => Ok(AttachmentId::from(id).into()),
        kind => Err(Error::new(ErrorKind::Invalid, "labels").with_message(format!(
            "{id} is the id of {}: the API shows the labels of pages, blog posts and attachments",
            kind.with_article()
        ))),
    }
}

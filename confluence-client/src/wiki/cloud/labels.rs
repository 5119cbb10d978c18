//! Labels of Cloud: read by v2, written by v1.

use super::place;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{AttachmentId, BlogPostId, ContentId, PageId, SpaceKey};
use crate::models::v1::NewLabel;
use crate::models::{self, ContentType, LabelPrefix};
use crate::v2::labels::LabelOwner;
use crate::wiki::labels::Label;
use crate::wiki::{List, Wiki};
use crate::{v1, v2};

/// How many labels one request takes.
const BATCH: usize = 20;

pub(in crate::wiki) fn list(wiki: &Wiki, content: ContentId) -> List<Label> {
    List::later(wiki, async move |wiki: Wiki| {
        let owner = owner(&wiki, &content).await?;
        Ok(List::below(&wiki, content, v2::labels::of(owner), |_, label| Some(neutral(label))))
    })
}

pub(in crate::wiki) fn of_space(wiki: &Wiki, space: SpaceKey) -> List<Label> {
    List::later(wiki, async move |wiki: Wiki| {
        let owner = LabelOwner::from(place::space_id(&wiki, &space).await?);
        Ok(List::of(&wiki, v2::labels::of(owner), |_, label| Some(neutral(label))))
    })
}

pub(in crate::wiki) async fn add(wiki: &Wiki, content: &ContentId, names: Vec<String>) -> Result<()> {
    for some in names.chunks(BATCH) {
        let labels: Vec<NewLabel> = some.iter().map(NewLabel::global).collect();
        wiki.client.send(v1::content_labels::add(content, labels)).await?;
    }
    Ok(())
}

pub(in crate::wiki) async fn remove(wiki: &Wiki, content: &ContentId, name: &str) -> Result<()> {
    wiki.client.send(v1::content_labels::remove_named(content, name)).await
}

fn neutral(label: models::Label) -> Label {
    Label { name: label.name, prefix: label.prefix.unwrap_or(LabelPrefix::Global) }
}

async fn owner(wiki: &Wiki, content: &ContentId) -> Result<LabelOwner> {
    let id = content.as_str();
    match place::kind(wiki, content).await? {
        ContentType::Page => Ok(PageId::from(id).into()),
        ContentType::BlogPost => Ok(BlogPostId::from(id).into()),
        ContentType::Attachment => Ok(AttachmentId::from(id).into()),
        kind => Err(Error::new(ErrorKind::Invalid, "labels")
            .said(format!("a {kind} has no labels; pages, blog posts and attachments do"))),
    }
}
